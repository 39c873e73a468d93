"""When a message goes out, and when it is tried again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

DETAILED = frozenset({"push", "mail"})
"""Channels that nobody but the person and the way there reads; the others are told a number and an hour."""

TOKENS = {
    "mail": re.compile(r"[^@\s<>\"',;:]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "sms": re.compile(r"(\+?86)?1[3-9]\d{9}"),
    "wecom": re.compile(r"[A-Za-z0-9-]{8,64}"),
    "dingtalk": re.compile(r"[A-Za-z0-9]{8,80}"),
    "feishu": re.compile(r"[A-Za-z0-9-]{8,64}"),
}
"""What an address of each channel looks like; for the robots it is the key in the address that their group shows."""

KEY_IN_ADDRESS = re.compile(r"(?:[?&](?:key|access_token)=|/hook/)([A-Za-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one person: from when until when nothing goes out that can wait, and when the rest is told."""

    quiet: tuple[time, time]
    digest: tuple[time, ...]
    gather: timedelta
    urgent_gather: timedelta
    gap: timedelta


def goes_at(at: datetime, hours: Hours, *, urgent: bool, soon: bool, last: datetime | None, zone: tzinfo) -> datetime:
    """The moment at which what happened ``at`` goes out; ``last`` is when this address heard last."""
    if urgent:
        return at + hours.urgent_gather
    moment = at + hours.gather
    if last is not None:
        moment = max(moment, last + hours.gap)
    if not soon:
        moment = _next(moment, hours.digest, zone)
    return after_quiet(moment, hours.quiet, zone)


def after_quiet(moment: datetime, quiet: tuple[time, time], zone: tzinfo) -> datetime:
    """``moment``, or the end of the quiet hours that it falls into. Hours of the same beginning and end are none."""
    first, last = quiet
    local = moment.astimezone(zone)
    now = local.time()
    inside = first <= now < last if first <= last else now >= first or now < last
    if not inside:
        return moment
    end = datetime.combine(local.date(), last, zone)
    return end if end > local else end + timedelta(days=1)


def _next(moment: datetime, hours: Sequence[time], zone: tzinfo) -> datetime:
    local = moment.astimezone(zone)
    today = [datetime.combine(local.date(), hour, zone) for hour in sorted(hours)]
    later = [one for one in today if one >= local]
    return later[0] if later else today[0] + timedelta(days=1)


def again_at(at: datetime, attempts: int, waits: Sequence[int]) -> datetime | None:
    """After the ``attempts``-th failure; None when it is given up. ``waits`` in minutes."""
    return at + timedelta(minutes=waits[attempts - 1]) if attempts <= len(waits) else None


def tidied(channel: str, text: str) -> str:
    """The address as it is used; "" when it is none. Of a robot's whole address the key is taken."""
    text = text.strip()
    if channel in ("wecom", "dingtalk", "feishu") and (found := KEY_IN_ADDRESS.search(text)):
        text = found.group(1)
    if channel == "sms":
        text = re.sub(r"[\s-]", "", text)
    return text if channel in TOKENS and TOKENS[channel].fullmatch(text) else ""


def hint(channel: str, text: str) -> str:
    """Enough for its owner to know it by, not enough to use it."""
    if channel == "mail":
        name, _, host = text.partition("@")
        return f"{name[:1]}…@{host[:1]}…"
    return f"…{text[-2:]}" if channel != "push" else ""

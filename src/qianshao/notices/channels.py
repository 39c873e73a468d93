"""The ways out. Each takes plain values, keeps to its time, touches no database, and says what kind of thing failed.

What went wrong is told by its kind alone: the text of an error would repeat the address. Apprise and the others are
loaded when something goes out: they take longer to load than the rest of the program, which nearly never needs them.
"""

from __future__ import annotations

import json
import smtplib
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from qianshao.notices import vapid
from qianshao.notices.wording import Words, link

TIMEOUT = 10
"""Seconds that one delivery may take to be answered."""

PUSH_FOR = 12 * 3600
"""Seconds that a push service keeps a message for a browser that is off."""

ROBOTS = {"wecom": "wecombot://{address}", "dingtalk": "dingtalk://{address}", "feishu": "feishu://{address}"}
"""As Apprise calls them; settings can name others, as where a federation runs its own."""


class Undelivered(Exception):
    """``final``: no other attempt will do better. ``gone``: the address is no longer one."""

    def __init__(self, kind: str, *, final: bool = False, gone: bool = False) -> None:
        self.kind, self.final, self.gone = kind, final or gone, gone
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to go."""

    channel: str
    address: str
    words: Words
    urgent: bool = False


def offered() -> list[str]:
    """The channels that this installation has been set up for."""
    mail = ["mail"] if settings.MAIL else []
    sms = ["sms"] if settings.SMS_GATEWAY else []
    return ["push", *mail, *ROBOTS, *sms]


def send(parcel: Parcel) -> None:
    """:class:`Undelivered` when it did not go."""
    import requests

    try:
        way = {"push": _push, "mail": _mail}.get(parcel.channel, _robot)
        way(parcel)
    except Undelivered:
        raise
    except (TimeoutError, requests.Timeout):
        raise Undelivered("timeout") from None
    except (OSError, requests.ConnectionError):
        raise Undelivered("unreachable") from None
    except Exception as failure:  # noqa: BLE001 - whatever it was, the message stays and is tried again
        raise Undelivered(type(failure).__name__[:16]) from None


def _robot(parcel: Parcel) -> None:
    import apprise

    template = settings.ROBOTS.get(parcel.channel) or ROBOTS.get(parcel.channel) or settings.SMS_GATEWAY
    plugin = apprise.Apprise.instantiate(template.replace("{address}", quote(parcel.address, safe="")))
    if plugin is None:
        raise Undelivered("settings", final=True)
    title = "" if parcel.channel == "sms" else parcel.words.title
    if not plugin.notify(body=parcel.words.text, title=title):
        raise Undelivered("refused")


def _mail(parcel: Parcel) -> None:
    letter = EmailMessage(parcel.words.title, parcel.words.text, settings.DEFAULT_FROM_EMAIL, [parcel.address])
    letter.connection = get_connection("django.core.mail.backends.smtp.EmailBackend", **settings.MAIL, timeout=TIMEOUT)
    letter.extra_headers = {"Auto-Submitted": "auto-generated"}
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refused:
        final = all(code >= 500 for code, _ in refused.recipients.values())
        raise Undelivered("refused", final=final) from None
    except smtplib.SMTPResponseException as answer:
        raise Undelivered("refused", final=answer.smtp_code >= 500) from None


def _push(parcel: Parcel) -> None:
    from pywebpush import WebPushException, webpush

    subscription = json.loads(parcel.address)
    if not push_host_is_known(subscription["endpoint"]):
        raise Undelivered("settings", gone=True)
    said = {"title": parcel.words.title, "body": parcel.words.text, "path": parcel.words.path}
    try:
        webpush(
            subscription,
            json.dumps(said, ensure_ascii=False),
            vapid_private_key=vapid.key(),
            vapid_claims={"sub": _contact()},
            headers={"Urgency": "high" if parcel.urgent else "normal"},
            ttl=PUSH_FOR,
            timeout=TIMEOUT,
        )
    except WebPushException as failure:
        status = failure.response.status_code if failure.response is not None else 0
        raise Undelivered("gone" if status in (404, 410) else "refused", gone=status in (404, 410)) from None


def _contact() -> str:
    """Where a push service turns to when something is wrong with what it gets: a secure site, or a mail address."""
    site = link("/")
    return site if site.startswith("https://") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def push_host_is_known(endpoint: str) -> bool:
    """A browser names its own push service; only the services that there are may be called from here."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    known = settings.PUSH_HOSTS
    here = host == "127.0.0.1" and "127.0.0.1" in known
    return (parts.scheme == "https" or here) and any(host == one or host.endswith("." + one) for one in known)

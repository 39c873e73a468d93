"""Joining the installation above, taking up those below, and what passes between them."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from qianshao.briefing import keys
from qianshao.briefing.exchange import signing, wire
from qianshao.briefing.exchange.figures import figures
from qianshao.briefing.exchange.upward import queries
from qianshao.briefing.exchange.upward.cards import Card
from qianshao.briefing.models import Arrival, Dispatch, Lower, Upper
from qianshao.briefing.rules import upward as rules
from qianshao.briefing.rules.upward import Document, Take
from qianshao.core import clock
from qianshao.core.actor import Actor, Via, system
from qianshao.core.addresses import is_allowed
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, Territory
from qianshao.registry.scope import EVERYTHING

BACK = 7
"""Days before today whose figures are looked at again: late reports and corrections change them."""

PACE = timedelta(minutes=15)
"""So often it is looked whether figures have changed."""

MOST = 1000
"""Documents in one go."""

SYSTEM = system("upward")
ADDRESS = "/api/v1/upward"


# --- who is above, who is below ---------------------------------------------------------------------------


def join(card: Card, url: str, *, body: Body, actor: Actor, via: str, at: datetime) -> Upper:
    """From now on the figures of this body's territory go to ``url``. Whoever was above before is not any more."""
    if not is_allowed(url):
        raise Problem("upward.url", field="url", value=url)
    if keys.is_own(card.key):
        raise Problem("upward.own_card")
    with transaction.atomic():
        for before in Upper.objects.filter(body=body, ended_at=None):
            _end(before, actor, via, at)
        upper = Upper.objects.create(
            name=card.name, url=url.rstrip("/"), key=card.key, known_as=keys.mark(keys.public()), body=body, since=at
        )
        _record("upward.joined", upper, body.territory_id or "", actor, via, at, mark=card.mark)
    return upper


def admit(card: Card, *, due: time, actor: Actor, via: str, at: datetime) -> Lower:
    """Figures with this key are taken from now on, from number 1."""
    territory = Territory.objects.filter(code=card.territory).first()
    if territory is None:
        raise Problem("upward.territory", field="territory", value=card.territory)
    if keys.is_own(card.key):
        raise Problem("upward.own_card")
    try:
        with transaction.atomic():
            for before in Lower.objects.filter(mark=card.mark, ended_at=None):
                _end(before, actor, via, at)
            lower = Lower.objects.create(
                name=card.name,
                territory=territory,
                key=card.key,
                mark=card.mark,
                known_as=keys.mark(keys.public()),
                due=due,
                since=at,
            )
            _record("upward.admitted", lower, territory.code, actor, via, at, mark=card.mark)
    except IntegrityError:
        raise Problem("upward.territory_taken", field="territory", value=territory.name) from None
    return lower


def end(link: Upper | Lower, *, actor: Actor, via: str, at: datetime) -> None:
    """Nothing goes there, or is taken from there, any more; what has passed stays."""
    with transaction.atomic():
        _end(link, actor, via, at)


def _end(link: Upper | Lower, actor: Actor, via: str, at: datetime) -> None:
    if type(link).objects.filter(pk=link.pk, ended_at=None).update(ended_at=at):
        territory = link.body.territory_id if isinstance(link, Upper) else link.territory_id
        _record("upward.ended", link, territory or "", actor, via, at)


def _record(
    action: str, link: Upper | Lower, territory: str, actor: Actor, via: str, at: datetime, **data: Any
) -> None:
    subject = ("upper" if isinstance(link, Upper) else "lower", link.pk)
    record(action, actor=actor, via=via, at=at, subject=subject, territory=territory, data=data)


# --- below: what goes up ----------------------------------------------------------------------------------


def prepare(upper: Upper, *, today: date, at: datetime) -> int:
    """Freezes the figures of each day that are new or have changed; returns how many days."""
    made = 0
    Upper.objects.filter(pk=upper.pk).update(looked_at=at)
    code = upper.body.territory_id or ""
    for ago in range(BACK, -1, -1):
        day = today - timedelta(days=ago)
        newest = Dispatch.objects.filter(upper=upper, day=day).order_by("-number").first()
        lines = figures(EVERYTHING, code, day=day, at=at)
        if newest is None or newest.content != rules.content(lines):
            _freeze(upper, code, day, lines, at)
            made += 1
    return made


def _freeze(upper: Upper, code: str, day: date, lines: list[dict[str, Any]], at: datetime) -> None:
    """One at a time for each upper, so that the numbers have no gap."""
    with transaction.atomic():
        Upper.objects.select_for_update(no_key=True).get(pk=upper.pk)
        last = Dispatch.objects.filter(upper=upper).order_by("-number").first()
        document = rules.written(
            Document(
                sender=_own_mark(upper),
                number=last.number + 1 if last else 1,
                previous=last.digest if last else "",
                territory=code,
                day=day,
                made_at=at,
                generated=clock.is_generated(),
                figures=lines,
            ).as_dict()
        )
        Dispatch.objects.create(
            upper=upper,
            number=last.number + 1 if last else 1,
            day=day,
            document=document.decode(),
            digest=rules.digest(document),
            content=rules.content(lines),
            made_at=at,
            go_at=at,
        )


def send_next(upper: Upper, *, at: datetime) -> bool:
    """Sends the oldest document that nobody has confirmed; False when none is due. What was sent and not confirmed goes
    again: above it is known by its number."""
    row = Dispatch.objects.filter(upper=upper, taken_at=None).order_by("number").first()
    if row is None or row.go_at > at:
        return False
    document = row.document.encode()
    headers = {
        "Content-Type": "application/json",
        "Qianshao-Key": _own_mark(upper),
        "Qianshao-Signature": signing.sign(keys.known_as(upper.known_as), rules.FIGURES, document),
    }
    try:
        answer = wire.post(upper.url + ADDRESS, document, headers)
        receipt = _receipt(upper, answer)
    except wire.Unreached as failure:
        _put_back(row, failure.kind, at)
        return False
    if receipt is None:
        _put_back(row, _code(answer), at)
        return False
    return _settle(upper, row, receipt, at)


def _own_mark(upper: Upper) -> str:
    """By which the one above knows this installation."""
    return keys.mark(bytes(keys.known_as(upper.known_as).verify_key))


def _receipt(upper: Upper, answer: wire.Answer) -> dict[str, Any] | None:
    """Only what the one above has signed says that something was taken."""
    signature = answer.headers.get("qianshao-signature", "")
    if not signing.holds(upper.key, rules.RECEIPT, answer.body, signature):
        return None
    found: dict[str, Any] = json.loads(answer.body)
    return found if found.get("to") == _own_mark(upper) else None


def _code(answer: wire.Answer) -> str:
    """Of the problem that it names, else the status."""
    try:
        return str(json.loads(answer.body)["problems"][0]["code"])[:40]
    except (ValueError, KeyError, TypeError, IndexError):
        return f"status {answer.status}"


def _put_back(row: Dispatch, failure: str, at: datetime) -> None:
    later = at + rules.wait_after(row.attempts + 1)
    waits = Dispatch.objects.filter(pk=row.pk, taken_at=None)
    waits.update(attempts=F("attempts") + 1, failure=failure, go_at=later)


def _settle(upper: Upper, row: Dispatch, receipt: dict[str, Any], at: datetime) -> bool:
    """The receipt tells up to which number everything is there. Where that is less than was confirmed before, as when a
    backup was restored above, the rest goes again."""
    last, held = int(receipt["last"]), str(receipt["digest"])
    with transaction.atomic():
        rows = Dispatch.objects.filter(upper=upper)
        if last and not rows.filter(number=last, digest=held).exists():
            _put_back(row, "upward.other", at)
            return False
        rows.filter(number__gt=last, taken_at__isnull=False).update(taken_at=None, go_at=at)
        if not rows.filter(number__lte=last, taken_at=None).update(taken_at=at, failure=""):
            if last < row.number - 1:
                return True  # those between go first
            _put_back(row, "gap", at)
            return False
        territory = upper.body.territory_id or ""
        _record("upward.passed", upper, territory, SYSTEM, Via.WORKER, at, number=last, digest=held)
    return True


def pass_on(*, today: date, at: datetime, at_once: bool = False) -> int:
    """Everything that is due, to everyone above; returns how many documents went. ``at_once``: look for changes, and
    try again what failed, without waiting until it is time."""
    sent = 0
    for upper in queries.uppers():
        if at_once:
            Dispatch.objects.filter(upper=upper, taken_at=None).update(go_at=at)
        if at_once or upper.looked_at is None or upper.looked_at <= at - PACE:
            prepare(upper, today=today, at=at)
        while sent < MOST and send_next(upper, at=at):
            sent += 1
    return sent


# --- above: what is taken ---------------------------------------------------------------------------------


def receive(mark: str, signature: str, text: bytes, *, generated: bool, at: datetime) -> tuple[bool, bytes, str]:
    """Takes one document once. Returns whether it is here now, the receipt, and its signature. A Problem where nobody
    below has this key, the signature is wrong, or it says what it must not."""
    lower = Lower.objects.filter(mark=mark, ended_at=None).select_related("territory").first()
    if lower is None or not signing.holds(lower.key, rules.FIGURES, text, signature):
        raise Problem("upward.signature")
    document = rules.read(text)
    if document.sender != mark or document.territory != lower.territory_id:
        raise Problem("upward.territory", field="territory", value=document.territory)
    if document.generated != generated:
        raise Problem("upward.generated")
    with transaction.atomic():
        Lower.objects.select_for_update(no_key=True).get(pk=lower.pk)
        verdict = _take(lower, document, text, signature, at)
        last = Arrival.objects.filter(lower=lower).order_by("-number").first()
    if verdict == Take.OTHER:
        raise Problem("upward.other", number=document.number)
    receipt = rules.written(
        {
            "schema": rules.RECEIPT,
            "to": mark,
            "last": last.number if last else 0,
            "digest": last.digest if last else "",
            "at": at.isoformat(),
        }
    )
    return verdict != Take.GAP, receipt, signing.sign(keys.known_as(lower.known_as), rules.RECEIPT, receipt)


def _take(lower: Lower, document: Document, text: bytes, signature: str, at: datetime) -> Take:
    own, digest = Arrival.objects.filter(lower=lower), rules.digest(text)
    last = own.order_by("-number").first()
    verdict = rules.take(
        last=last.number if last else 0,
        last_digest=last.digest if last else "",
        number=document.number,
        previous=document.previous,
        digest=digest,
        held=own.filter(number=document.number).values_list("digest", flat=True).first(),
    )
    if verdict == Take.NEW:
        Arrival.objects.create(
            lower=lower,
            number=document.number,
            day=document.day,
            document=text.decode(),
            signature=signature,
            digest=digest,
            received_at=at,
        )
        data = {"number": document.number, "digest": digest}
        _record("upward.received", lower, lower.territory_id, SYSTEM, Via.API, at, **data)
    return verdict

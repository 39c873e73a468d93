"""A bulletin is drafted from the records, edited by an officer, and sent to the body above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from qianshao.briefing.bulletins import gathering
from qianshao.briefing.bulletins.rules import chinese, english
from qianshao.briefing.bulletins.rules.figures import Figures, differing, frozen
from qianshao.briefing.models import Bulletin
from qianshao.briefing.rolls import queries as rolls
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.registry.models import Body, BodyKind, Level

LONGEST = 6000
"""Characters of one text."""

LANGUAGES = {"zh-hans": chinese.write, "en": english.write}


def texts(figures: Figures, period: str, hour: str) -> dict[str, str]:
    """By language: a heading on a line of its own, then its paragraph."""
    return {
        language: "\n\n".join(f"{heading}\n{paragraph}" for heading, paragraph in write(figures, period, hour))
        for language, write in LANGUAGES.items()
    }


def compose(body: Body, period: str, last: date, *, at: datetime) -> Bulletin:
    """A draft that is not saved."""
    if body.kind != BodyKind.FEDERATION or body.level not in (Level.DISTRICT, Level.TOWNSHIP):
        raise Problem("meeting.no_districts", body=body.name)
    within = gathering.window(period, last, at)
    if within.start > at:
        raise Problem("bulletin.future", field="day", day=last.isoformat())
    figures = gathering.figures(body, period, last, at)
    caller = rolls.caller(body.territory_id or "") or body
    hour = rolls.hours_of(caller)[0].strftime("%H:%M")
    return Bulletin(
        body=body,
        to=body.parent,
        period=period,
        first=within.first,
        last=last,
        cut_off=within.until,
        figures=figures.as_rows(),
        texts=texts(figures, period, hour),
        drafted_at=at,
    )


def draft(body: Body, period: str, last: date, *, actor: Actor, via: str, at: datetime) -> Bulletin:
    """The one of a day or week. A draft that is there is written anew only while nobody has edited it."""
    row = compose(body, period, last, at=at)
    with transaction.atomic():
        there = Bulletin.objects.select_for_update(no_key=True).filter(body=body, period=period, last=last).first()
        if there is not None and (there.sent_at or there.version > 1):
            return there
        if there is not None:
            row.pk = there.pk
        row.save()
        _record("bulletin.drafted", row, actor=actor, via=via, at=at, cut_off=row.cut_off.isoformat())
    return row


def edit(row: Bulletin, given: Mapping[str, str], *, seen: int, actor: Actor, via: str, at: datetime) -> None:
    """Both texts. A number with a mark has to be what the figure says."""
    kept = {language: _tidied(given.get(language, "")) for language in LANGUAGES}
    if not all(kept.values()):
        raise Problem("bulletin.empty", field="text")
    for text in kept.values():
        for number, figure in differing(text, frozen(row.figures)):
            raise Problem("bulletin.figure", field="text", mark=figure.mark, number=number, value=f"{figure.value:,}")
    with transaction.atomic():
        as_seen = Bulletin.objects.filter(pk=row.pk, version=seen, sent_at=None)
        if not as_seen.update(texts=kept, version=F("version") + 1):
            raise _stale(row)
        _record("bulletin.edited", row, actor=actor, via=via, at=at)
    row.refresh_from_db()


def send(row: Bulletin, *, seen: int, actor: Actor, via: str, at: datetime) -> None:
    """From now on the body above sees it, and it stays as it is."""
    with transaction.atomic():
        as_seen = Bulletin.objects.filter(pk=row.pk, version=seen, sent_at=None)
        if not as_seen.update(sent_at=at, sent_by=actor.person_id, version=F("version") + 1):
            raise _stale(row)
        if row.to_id:
            about = About("bulletin", row.pk, place=row.body.territory_id or "", path=f"/bulletins/{row.pk}/")
            notices.notify("bulletin", about, at=at, body=row.to_id)
        _record("bulletin.sent", row, actor=actor, via=via, at=at, to=row.to_id)
    row.refresh_from_db()


def _tidied(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]


def _stale(row: Bulletin) -> Problem:
    sent = Bulletin.objects.filter(pk=row.pk, sent_at__isnull=False).exists()
    return Problem("bulletin.sent") if sent else Problem("meeting.changed")


def _record(action: str, row: Bulletin, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    territory = row.body.territory_id or ""
    data = {"period": row.period, "last": row.last.isoformat()} | data
    record(action, actor=actor, via=via, at=at, subject=("bulletin", row.pk), territory=territory, data=data)

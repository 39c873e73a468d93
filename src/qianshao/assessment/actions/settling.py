"""What a person settles about an interview that the reading was unsure of. The words of it never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from qianshao.assessment.models import Interview, Mention
from qianshao.assessment.rules import naming
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, Territory, Workplace

SETTLES = {"title": {"title"}, "event_date": {"event_date", "event_dates"}, "held_on": {"held_on"}, "place": {"place"}}
"""Which doubts are over when a person has said so."""


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    event_date: date | None
    held_on: date | None
    place: Territory | None


def settle_heading(row: Interview, heading: Heading, *, actor: Actor, via: str, at: datetime) -> None:
    """Title, days and place, as a person reads them. What is left empty stays unsure."""
    if len(heading.title) > 300:
        raise Problem("field.too_long", field="title", value=heading.title[:20], limit=300)
    given = {name for name in SETTLES if getattr(heading, name)}
    over = {code for name in given for code in SETTLES[name]}
    with transaction.atomic():
        row.title, row.event_date, row.held_on = heading.title, heading.event_date, heading.held_on
        if heading.place:
            row.place, row.territory = heading.place, heading.place.code
        row.doubts = [one for one in row.doubts if one["code"] not in over]
        row.save(update_fields=["title", "event_date", "held_on", "place", "territory", "doubts"])
        _record(row, actor, via, at, what="heading")


def settle_mention(
    mention: Mention, body: Body | None, workplace: Workplace | None, *, actor: Actor, via: str, at: datetime
) -> None:
    """Whom a name means; neither: nobody whom the registry knows. Who speaks under that name speaks for that body."""
    with transaction.atomic():
        mention.body, mention.workplace, mention.settled = body, workplace, True
        mention.save(update_fields=["body", "workplace", "settled"])
        row = mention.interview
        names = {mention.name, *mention.written}
        for speaker in row.speakers.all():
            if naming.OFFICE.sub("", speaker.name) in names:
                speaker.body = body
                speaker.save(update_fields=["body"])
        for call in row.calls.all():
            if naming.OFFICE.sub("", call.partner) in names:
                call.body = body
                call.save(update_fields=["body"])
        _record(row, actor, via, at, what="body")


def _record(row: Interview, actor: Actor, via: str, at: datetime, *, what: str) -> None:
    subject = ("interview", row.pk)
    record(
        "interview.settled", actor=actor, via=via, at=at, subject=subject, territory=row.territory, data={"what": what}
    )

"""What happens in a meeting. Each edit names the version that it saw; who comes second is told, and loses no word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from qianshao.briefing.meetings import queries, rules
from qianshao.briefing.meetings.gathering import Found, Gathering, townships
from qianshao.briefing.models import Attendance, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.rolls.rules import is_of
from qianshao.casework import actions as casework
from qianshao.casework.models import Case, CommitmentOrigin
from qianshao.core.actor import Actor, Via, system
from qianshao.core.events import next_number, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem, raise_all
from qianshao.core.rows import insert_many
from qianshao.notices import actions as notices
from qianshao.notices.actions import About
from qianshao.registry.models import Body, BodyKind, Level

WORKER = system("briefing")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a point; ``seen``: the version of it that was on the page."""

    seen: int
    state: str
    text: str
    owner: Body | None = None
    due_at: datetime | None = None


# --- preparing --------------------------------------------------------------------------------------------


def take_roll(row: Event) -> None:
    """A roll is closed: the meeting of that day prepares itself, if it is still to come."""
    body = Body.objects.filter(territory=row.territory, kind=BodyKind.FEDERATION, closed_on=None).first()
    day = date.fromisoformat(row.data["day"])
    if body is not None and is_of(day, row.at, timezone.get_default_timezone()):
        prepare(body, day, actor=WORKER, via=Via.WORKER, at=row.at)


def prepare(body: Body, day: date, *, actor: Actor, via: str, at: datetime) -> Meeting:
    """The meeting of a day with its points; once more, it is brought up to date. What somebody has touched stays as it
    is; what is over by now is marked so and not taken away."""
    if body.kind != BodyKind.FEDERATION or body.level not in (Level.DISTRICT, Level.TOWNSHIP):
        raise Problem("meeting.no_districts", body=body.name)
    gathered = Gathering(body, day, at).gather()
    with transaction.atomic():
        begins = queries.begins_at(body, day)
        made, new = Meeting.objects.get_or_create(
            body=body, day=day, defaults={"begins_at": begins, "prepared_at": at, "figures": gathered.figures}
        )
        row = _locked(made)
        _enter_points(row, gathered.points, at)
        _enter_bodies(row)
        Meeting.objects.filter(pk=row.pk).update(figures=gathered.figures, prepared_at=at)
        if new:
            _record("meeting.prepared", row, actor=actor, via=via, at=at, points=len(gathered.points))
    row.refresh_from_db()
    return row


def _enter_points(meeting: Meeting, points: list[Found], at: datetime) -> None:
    known = {(row.kind, row.subject): row for row in Item.objects.filter(meeting=meeting)}
    found = {(point.kind, point.subject) for point in points}
    told = {subject for _, subject in known}
    rows = [
        Item(
            meeting=meeting,
            kind=point.kind,
            subject=point.subject,
            position=position,
            facts=dict(point.facts),
            changed_at=at,
        )
        for position, point in enumerate(points)
        if point.subject not in told
    ]
    insert_many(rows, unless_there=True)
    facts = {(point.kind, point.subject): dict(point.facts) for point in points}
    for key, row in known.items():
        if row.kind == ItemKind.OWN:
            continue
        now = facts.get(key) or {**row.facts, "over": True}
        if now != row.facts and (key in found or row.subject not in {subject for _, subject in found}):
            Item.objects.filter(pk=row.pk).update(facts=now)


def _enter_bodies(meeting: Meeting) -> None:
    taking_part = [meeting.body, *townships(meeting.body)]
    insert_many([Attendance(meeting=meeting, body=body) for body in taking_part], unless_there=True)


# --- deciding ---------------------------------------------------------------------------------------------


def decide(item: Item, decision: Decision, *, actor: Actor, via: str, at: datetime) -> Item:
    """Strike, order or note a point, or keep what was typed of it. A Problem where somebody was faster."""
    text = rules.tidied(decision.text)
    raise_all(rules.check(decision.state, text, owner=decision.owner, due_at=decision.due_at, at=at))
    with transaction.atomic():
        _locked(item.meeting)
        as_seen = Item.objects.filter(pk=item.pk, version=decision.seen)
        changed = as_seen.update(
            state=decision.state,
            text=text,
            owner=decision.owner,
            due_at=decision.due_at,
            version=F("version") + 1,
            changed_at=at,
        )
        if not changed:
            raise Problem("meeting.changed")
        if decision.state != item.state:
            data = {"item": item.pk, "kind": item.kind, "state": decision.state}
            _record("meeting.decided", item.meeting, actor=actor, via=via, at=at, **data)
    item.refresh_from_db()
    return item


def add(meeting: Meeting, title: str, *, actor: Actor, via: str, at: datetime) -> Item:
    """Something that somebody brings up."""
    title = rules.tidied(title)[:300]
    if not title:
        raise Problem("meeting.words", field="title")
    with transaction.atomic():
        row = _locked(meeting)
        last = Item.objects.filter(meeting=row).aggregate(last=Max("position"))["last"] or 0
        item = Item.objects.create(
            meeting=row,
            kind=ItemKind.OWN,
            subject=f"own {next_number('points of meetings')}",
            position=last + 1,
            facts={"title": title},
            changed_at=at,
        )
        data = {"item": item.pk, "kind": ItemKind.OWN, "state": ItemState.OPEN}
        _record("meeting.decided", row, actor=actor, via=via, at=at, **data)
    return item


def attend(meeting: Meeting, body: int, presence: str, *, actor: Actor, via: str, at: datetime) -> None:
    """How a body takes part. A tick and no text: the last one holds."""
    if presence not in Presence.values:
        raise Problem("field.invalid.choice", field="presence", value=presence, choices=", ".join(Presence.values))
    with transaction.atomic():
        _locked(meeting)
        changed = Attendance.objects.filter(meeting=meeting, body=body).exclude(presence=presence)
        if changed.update(presence=presence):
            _record("meeting.attended", meeting, actor=actor, via=via, at=at, body=body, presence=presence)


def write(meeting: Meeting, *, seen: int, guests: str, remarks: str, actor: Actor, via: str, at: datetime) -> None:
    """Who else was there, and what was said beside the points."""
    with transaction.atomic():
        _locked(meeting)
        as_seen = Meeting.objects.filter(pk=meeting.pk, version=seen)
        texts = {"guests": rules.tidied(guests)[:300], "remarks": rules.tidied(remarks)}
        if not as_seen.update(**texts, version=F("version") + 1):
            raise Problem("meeting.changed")
        _record("meeting.written", meeting, actor=actor, via=via, at=at)
    meeting.refresh_from_db()


# --- ending -----------------------------------------------------------------------------------------------


def end(meeting: Meeting, *, actor: Actor, via: str, at: datetime) -> Meeting:
    """What was ordered becomes commitments with owner and date; those who were there hear that there are minutes, those
    who have something to do hear that. All of it or nothing."""
    with transaction.atomic():
        row = _locked(meeting)
        ordered = list(Item.objects.filter(meeting=row, state=ItemState.ORDERED).select_related("owner"))
        for item in ordered:
            _commit(row, item, actor=actor, via=via, at=at)
        Meeting.objects.filter(pk=row.pk).update(ended_at=at, version=F("version") + 1)
        _tell(row, ordered, at)
        counts = {"ordered": len(ordered), "present": len(queries.there(row))}
        _record("meeting.ended", row, actor=actor, via=via, at=at, **counts)
    meeting.refresh_from_db()
    return meeting


def _commit(meeting: Meeting, item: Item, *, actor: Actor, via: str, at: datetime) -> None:
    owner, due_at = item.owner, item.due_at
    if owner is None or due_at is None:
        raise Problem("meeting.order_needs")
    if due_at <= at:
        raise Problem("commitment.past", field="due")
    item.commitment = casework.commit(
        owner,
        item.text,
        due_at=due_at,
        recorded_by=meeting.body,
        case=Case.objects.filter(pk=item.facts.get("case")).first(),
        origin=CommitmentOrigin.MEETING,
        reference=f"{meeting.day.isoformat()} {meeting.pk}",
        actor=actor,
        via=via,
        at=at,
    )
    item.save(update_fields=["commitment"])


def _tell(meeting: Meeting, ordered: list[Item], at: datetime) -> None:
    place, path = meeting.body.territory_id or "", f"/meetings/{meeting.pk}/"
    rows = [
        notices.notice("minutes", About("meeting", meeting.pk, place=place, path=path), at=at, body=one.body_id)
        for one in queries.there(meeting)
    ]
    rows += [
        notices.notice(
            "ordered",
            About("meeting", meeting.pk, step=str(item.pk), place=place, due_at=item.due_at, path="/commitments/"),
            at=at,
            body=item.owner_id,
        )
        for item in ordered
    ]
    notices.write(rows)


def _locked(meeting: Meeting) -> Meeting:
    """What is done in a meeting is done one after the other, and nothing once it has ended."""
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=meeting.pk)
    if row.ended_at is not None:
        raise Problem("meeting.ended")
    return row


def _record(action: str, meeting: Meeting, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    territory = meeting.body.territory_id or ""
    record(action, actor=actor, via=via, at=at, subject=("meeting", meeting.pk), territory=territory, data=data)

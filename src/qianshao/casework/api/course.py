"""What has happened to a case, and what is to come if nobody acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from qianshao.casework import queries
from qianshao.casework.models import Case
from qianshao.casework.wording import to_the_hour
from qianshao.core import clock


class StepOut(Schema):
    """One body's turn. ``outcome`` is silent, unfinished, unreached, handed_over or resolved, and empty while it lasts.

    ``first_due_at`` is the deadline that it began with; ``full_due_at`` what it would have been without the emergency
    order ``shortened_by``. ``answered_at``: when it first did more than look. ``held_hours``: how long it had the case.
    ``did``: what it did, in order.
    """

    body_id: int
    body: str
    received_at: datetime
    due_at: datetime
    first_due_at: datetime
    full_due_at: datetime | None
    shortened_by: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    held_hours: float
    did: list[str]
    outcome: str


class EntryOut(Schema):
    """What was done or said. Where a reporter wrote, the time is to the hour."""

    at: datetime
    kind: str
    body: str
    to_body: str
    text: str


class ReportOut(Schema):
    """Why there is a case: a worker's words, or the daily report of that number."""

    at: datetime
    category: str
    daily_report: int | None
    words: str


class FollowingOut(Schema):
    """Who gets the case when its deadline passes."""

    body_id: int
    body: str
    nobody_above: bool


class CallOut(Schema):
    """A letter, a referral or a proposal that the ladder calls for; ``addressee`` is whom a referral goes to."""

    kind: str
    what: str
    addressee: str


class AheadOut(Schema):
    """A turn that is to come if nobody acts. ``must``: what has to be done in it, by language."""

    body_id: int
    body: str
    received_at: datetime
    due_at: datetime
    full_due_at: datetime | None
    shortened_by: str
    must: dict[str, str]
    calls: list[CallOut]


class MeasureOut(CallOut):
    """What was called for already. ``taken_at``: when it was taken in hand."""

    body: str
    called_at: datetime
    taken_at: datetime | None


def measures(case: Case, unnamed: frozenset[datetime]) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "what": row.what,
            "addressee": row.addressee.name if row.addressee else "",
            "body": row.body.name,
            "called_at": _discreet(row.called_at, unnamed),
            "taken_at": row.taken_at,
        }
        for row in queries.measures_of(case)
    ]


def reports(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "at": to_the_hour(link.at) if link.observation else link.at,
            "category": link.category,
            "daily_report": link.daily_report_id,
            "words": link.observation.text if link.observation else "",
        }
        for link in queries.reports_of(case)
    ]


def steps(case: Case, unnamed: frozenset[datetime]) -> list[dict[str, Any]]:
    return [
        {
            "body_id": turn.step.body_id,
            "body": turn.step.body.name,
            "received_at": _discreet(turn.step.received_at, unnamed),
            "due_at": turn.step.due_at,
            "first_due_at": turn.step.first_due_at,
            "full_due_at": turn.step.full_due_at,
            "shortened_by": turn.step.shortened_by.document if turn.step.shortened_by else "",
            "acknowledged_at": turn.step.acknowledged_at,
            "answered_at": turn.step.answered_at,
            "ended_at": turn.step.ended_at,
            "held_hours": round(turn.held.total_seconds() / 3600, 2),
            "did": [entry.kind for entry in turn.did],
            "outcome": turn.step.outcome,
        }
        for turn in queries.timeline_of(case, clock.now())
    ]


def entries(case: Case, unnamed: frozenset[datetime]) -> list[dict[str, Any]]:
    return [
        {
            "at": _discreet(entry.at, unnamed),
            "kind": entry.kind,
            "body": entry.body.name if entry.body else "",
            "to_body": entry.to_body.name if entry.to_body else "",
            "text": entry.text,
        }
        for entry in queries.entries_of(case)
    ]


def following(case: Case) -> dict[str, Any] | None:
    following = queries.next_of(case)
    if following is None:
        return None
    return {"body_id": following.body.pk, "body": following.body.name, "nobody_above": following.same}


def _discreet(at: datetime, unnamed: frozenset[datetime]) -> datetime:
    return to_the_hour(at) if at in unnamed else at

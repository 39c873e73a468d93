"""Meetings and dates for a calendar program, at an address that only its owner knows.

A calendar lives on telephones and with other companies. So it says that there is a meeting, a deadline or something
due, and where to look it up, and neither what it is about nor at which workplace.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from qianshao.accounts.models import Membership
from qianshao.accounts.queries import scope_of
from qianshao.briefing.meetings import queries
from qianshao.briefing.models import CalendarLink, Meeting
from qianshao.casework import queries as casework
from qianshao.casework.models import CommitmentState
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem, or_not_found
from qianshao.registry.models import BodyKind, Level
from qianshao.registry.scope import Ability, Scope

BACK, AHEAD = timedelta(days=30), timedelta(days=7)
LASTS = timedelta(minutes=30)
MOST = 200


def live_link(person: int | None, scope: Scope) -> CalendarLink | None:
    rows = CalendarLink.objects.filter(membership__in=_memberships(person, scope), revoked_at=None)
    return rows.order_by("-pk").first()


def make_link(person: int | None, scope: Scope, *, actor: Actor, via: str, at: datetime) -> str:
    """The secret part of the address, said once; an older address stops to work."""
    membership = _memberships(person, scope).order_by("pk").first()
    if membership is None:
        raise Problem("access.none")
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        CalendarLink.objects.filter(membership=membership, revoked_at=None).update(revoked_at=at)
        row = CalendarLink.objects.create(membership=membership, digest=_digest(secret), created_at=at)
        record("calendar.link_made", actor=actor, via=via, at=at, subject=("calendar_link", row.pk))
    return secret


def revoke_link(person: int | None, scope: Scope, *, actor: Actor, via: str, at: datetime) -> None:
    row = live_link(person, scope)
    if row is None:
        return
    with transaction.atomic():
        if CalendarLink.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
            record("calendar.link_revoked", actor=actor, via=via, at=at, subject=("calendar_link", row.pk))


def feed(secret: str, *, at: datetime, site: str) -> bytes:
    """The calendar of whoever holds the secret, as far as their membership still reaches."""
    membership = _member(secret, at)
    scope = scope_of(membership, at)
    if not scope.may(Ability.SEE_CASES):
        raise Problem("not_found")
    calendar = Calendar()
    calendar.add("prodid", "-//Qianshao//daily meeting//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Qianshao"))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for found in (*_meetings(membership, at), *_dates(scope, at)):
        calendar.add_component(_event(found, at, site.rstrip("/")))
    content: bytes = calendar.to_ical()
    return content


def _meetings(membership: Membership, at: datetime) -> list[dict[str, Any]]:
    """Those that were, and those of the days to come at the hour of the federation."""
    body, today = membership.body, timezone.localdate(at)
    if body.kind != BodyKind.FEDERATION or body.level not in (Level.DISTRICT, Level.TOWNSHIP):
        return []
    held = {row.day: row for row in Meeting.objects.filter(body=body, day__gte=today - BACK)}
    days = sorted({*held, *(today + timedelta(days=number) for number in range(AHEAD.days + 1))})
    return [_meeting(body.pk, day, held.get(day), queries.begins_at(body, day)) for day in days]


def _meeting(body: int, day: date, row: Meeting | None, begins: datetime) -> dict[str, Any]:
    return {
        "uid": f"meeting-{body}-{day.isoformat()}",
        "summary": _("Daily meeting"),
        "dtstart": row.begins_at if row else begins,
        "dtend": (row.begins_at if row else begins) + LASTS,
        "path": reverse("briefing:meeting", args=[row.pk]) if row else reverse("briefing:today"),
    }


def _dates(scope: Scope, at: datetime) -> list[dict[str, Any]]:
    """What one's body has undertaken, or has to ask about, and the deadlines of its cases: that they are, not what."""
    due = casework.commitments(scope).filter(state=CommitmentState.OPEN, due_at__gt=at - BACK)
    mine = due.filter(recorded_by__in=scope.bodies) | due.filter(by__in=scope.bodies)
    found = [
        {
            "uid": f"commitment-{row.pk}",
            "summary": _("Something undertaken is due"),
            "dtstart": row.due_at,
            "dtend": row.due_at,
            "path": reverse("casework:commitments"),
        }
        for row in mine.order_by("due_at", "pk")[:MOST]
    ]
    found += [
        {
            "uid": f"case-{row.number}",
            "summary": _("Deadline of case {number}").format(number=row.number),
            "dtstart": row.deadline,
            "dtend": row.deadline,
            "path": reverse("casework:case", args=[row.number]),
        }
        for row in casework.inbox(scope)[:MOST]
    ]
    return found


def _event(found: dict[str, Any], at: datetime, site: str) -> Event:
    event = Event()
    event.add("uid", f"{found['uid']}@qianshao")
    event.add("dtstamp", at)
    event.add("summary", found["summary"])
    event.add("dtstart", found["dtstart"])
    event.add("dtend", found["dtend"])
    event.add("url", site + found["path"])
    event.add("class", "PRIVATE")
    return event


def _member(secret: str, at: datetime) -> Membership:
    rows = CalendarLink.objects.filter(digest=_digest(secret), revoked_at=None, membership__until=None)
    rows = rows.filter(membership__person__is_active=True, membership__body__closed_on=None)
    row = or_not_found(rows.select_related("membership__body").first())
    return row.membership


def _memberships(person: int | None, scope: Scope) -> Any:
    return Membership.objects.filter(person=person, body__in=scope.bodies, until=None)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()

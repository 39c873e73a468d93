"""Writing down that somebody has to hear of something: rows only, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qianshao.core.rows import insert_many
from qianshao.notices.models import Notice


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about, without a word that somebody wrote. ``step``: one notice of a kind for each."""

    subject_type: str
    subject_id: int
    step: str = ""
    number: str = ""
    category: str = ""
    severity: int = 3
    place: str = ""
    due_at: datetime | None = None
    path: str = ""


def notice(kind: str, about: About, *, at: datetime, body: int | None = None, person: int | None = None) -> Notice:
    """A row that is not saved yet: to those who act for ``body``, or to one person."""
    whom = f"p{person}" if person is not None else f"b{body}"
    return Notice(
        key=f"{kind} {about.subject_type}:{about.subject_id}/{about.step} {whom}",
        kind=kind,
        body_id=body,
        person_id=person,
        subject_type=about.subject_type,
        subject_id=about.subject_id,
        number=about.number,
        category=about.category,
        severity=about.severity,
        place=about.place,
        due_at=about.due_at,
        path=about.path,
        at=at,
    )


def notify(kind: str, about: About, *, at: datetime, body: int | None = None, person: int | None = None) -> None:
    """Write it, unless it is written. To be called inside the transaction of what it tells of; nothing goes out before
    that is committed, and nothing that fails on the way out reaches back here."""
    write([notice(kind, about, at=at, body=body, person=person)])


def write(rows: Sequence[Notice]) -> None:
    """Many at once."""
    insert_many(rows, unless_there=True)


def over(
    subject_type: str, subjects: Collection[int], *, at: datetime, kinds: Sequence[str] = (), body: int | None = None
) -> None:
    """Nobody has to act on what was told of these any more: what has not gone out yet stays here. With ``body`` that
    one alone has no more to do."""
    about = Notice.objects.filter(subject_type=subject_type, subject_id__in=subjects, over_at=None)
    about = about.filter(body=body) if body is not None else about
    (about.filter(Q(kind__in=kinds)) if kinds else about).update(over_at=at)

"""From a draft to what everybody sees: frozen, approved by a second person, signed, corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from qianshao.briefing.models import Correction, Release, ReleaseState
from qianshao.briefing.releases import queries, signing
from qianshao.briefing.rules.releases import changes, writing
from qianshao.briefing.rules.releases.cells import shows_small
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.policy import releases as policy
from qianshao.registry.models import Body, BodyKind, Territory

LONGEST_NOTE = 2000


def draft(
    body: Body, first: date, last: date, note: str = "", note_en: str = "", *, actor: Actor, via: str, at: datetime
) -> Release:
    """Count, withhold, try the proofs, freeze. Nothing that cannot be protected becomes a draft. ``note``, ``note_en``:
    a remark for the public, in Chinese and in English."""
    from qianshao.briefing.releases.freezing import frozen  # numeric libraries: only who drafts waits for them

    remarks = {name: text.replace("\0", "").strip() for name, text in (("note", note), ("note_en", note_en))}
    _fits(body, first, last, remarks, at)
    if actor.person_id is None:
        raise Problem("release.person")
    rules, territory = policy.in_force(), _territory(body)
    before = queries.earlier(territory.code, first, last)
    figures, public = frozen(territory, first, last, before, rules.threshold)
    version = len(before) + 1
    row = Release(
        number=f"{territory.code}-{first:%Y%m%d}-{last:%Y%m%d}-v{version}",
        body=body,
        territory=territory.code,
        first=first,
        last=last,
        version=version,
        cut_off=at,
        **remarks,
        figures={"tables": figures},
        public={"threshold": rules.threshold, "tables": public},
        drafted_by_id=actor.person_id,
        drafted_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record("release.drafted", row, actor, via, at)
    except IntegrityError:
        raise Problem("release.exists", number=row.number) from None
    return row


def _territory(body: Body) -> Territory:
    if body.kind != BodyKind.FEDERATION or body.territory is None:
        raise Problem("release.body", body=body.name)
    return body.territory


def _fits(body: Body, first: date, last: date, remarks: Mapping[str, str], at: datetime) -> None:
    territory = _territory(body)
    longest = policy.in_force().longest_days
    if not first <= last <= timezone.localdate(at):
        raise Problem("release.period", field="last")
    if (last - first).days >= longest:
        raise Problem("release.too_long", field="first", limit=longest)
    for name, text in remarks.items():
        if len(text) > LONGEST_NOTE:
            raise Problem("text.too_long", field=name, limit=LONGEST_NOTE)
    if other := queries.overlapping(territory.code, first, last):
        raise Problem("release.overlaps", number=other.number)


def approve(release: Release, *, actor: Actor, via: str, at: datetime) -> None:
    """By somebody who did not draft it."""
    if actor.person_id is None or actor.person_id == release.drafted_by_id:
        raise Problem("release.second_person")
    with transaction.atomic():
        _move(release, ReleaseState.DRAFT, state=ReleaseState.APPROVED, approved_by_id=actor.person_id, approved_at=at)
        _record("release.approved", release, actor, via, at)


def discard(release: Release, *, actor: Actor, via: str, at: datetime) -> None:
    """What is out stays out; what is not can be thrown away."""
    with transaction.atomic():
        if release.state not in (ReleaseState.DRAFT, ReleaseState.APPROVED):
            raise Problem("release.state")
        _move(release, release.state, state=ReleaseState.DISCARDED)
        _record("release.discarded", release, actor, via, at)


def publish(release: Release, *, actor: Actor, via: str, at: datetime) -> list[Correction]:
    """Sign it and let it out; with it a notice for each figure of an earlier version that it corrects."""
    with transaction.atomic():
        before = queries.earlier(release.territory, release.first, release.last)
        if len(before) != release.version - 1:
            raise Problem("release.stale")
        if other := queries.overlapping(release.territory, release.first, release.last):
            raise Problem("release.overlaps", number=other.number)
        if any(shows_small(table, release.public["threshold"]) for table in release.public["tables"]):
            raise Problem("release.unproven", table=release.number)
        text = writing.canonical(document(release, before, at))
        signed = signing.sign(text)
        _move(
            release,
            ReleaseState.APPROVED,
            state=ReleaseState.PUBLISHED,
            published_by_id=actor.person_id,
            published_at=at,
            text=text,
            signature=signed.signature,
            public_key=signed.public_key,
        )
        found = _corrections(release, before, at)
        _record("release.published", release, actor, via, at, corrections=len(found))
    return found


def document(release: Release, before: Sequence[Release], at: datetime) -> dict[str, Any]:
    """What everybody gets."""
    return {
        "format": writing.FORMAT,
        "number": release.number,
        "body": release.body.name,
        "territory": release.territory,
        "first": release.first.isoformat(),
        "last": release.last.isoformat(),
        "version": release.version,
        "supersedes": before[-1].number if before else None,
        "cut_off": writing.moment(release.cut_off),
        "published_at": writing.moment(at),
        "generated": clock.is_generated(),
        "note": release.note,
        "note_en": release.note_en,
        **release.public,
    }


def _corrections(release: Release, before: Sequence[Release], at: datetime) -> list[Correction]:
    rows = []
    for change in changes.changes(release.figures, release.public, [one.public for one in before]):
        old = before[change.version]
        notice = {
            "format": writing.FORMAT_OF_CORRECTION,
            "corrects": old.number,
            "release": release.number,
            "table": change.table,
            "cell": change.cell,
            "old": change.old,
            "new": change.new,
            "at": writing.moment(at),
        }
        text = writing.canonical(notice)
        rows.append(
            Correction(
                release=release,
                corrects=old,
                table=change.table,
                cell=change.cell,
                old=change.old,
                new=change.new,
                at=at,
                text=text,
                signature=signing.sign(text).signature,
            )
        )
    return Correction.objects.bulk_create(rows)


@transaction.atomic
def look(release: Release, *, actor: Actor, via: str, at: datetime) -> None:
    """Somebody sees the figures that are not for everybody; each look is on the trail."""
    _record("release.looked", release, actor, via, at)


def _move(release: Release, was: str, **change: Any) -> None:
    """Once, from the state that it was in."""
    if Release.objects.filter(pk=release.pk, state=was).update(**change) != 1:
        raise Problem("release.state")
    release.refresh_from_db()


def _record(action: str, release: Release, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("release", release.pk)
    number = {"number": release.number, **data}
    record(action, actor=actor, via=via, at=at, subject=subject, territory=release.territory, data=number)

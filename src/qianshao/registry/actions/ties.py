"""Ties, and what becomes of them when sources disagree.

The first source of a fact stands until somebody settles otherwise. A second source that disagrees does not
overwrite it: both become claims of a dispute, and stay there for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.actions.bodies import move_body
from qianshao.registry.models import (
    Area,
    Body,
    BodyKind,
    Claim,
    Dispute,
    Territory,
    Tie,
    TieKind,
    Workplace,
)


@dataclass(frozen=True, slots=True)
class Disputed:
    """The dispute in which a claim stands; ``new`` when it was not said before."""

    dispute: Dispute
    new: bool


UNIONS = frozenset({BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION})
Subject = Workplace | Area


# --- ties -------------------------------------------------------------------------------------------------


def state_tie(
    *,
    workplace: Workplace,
    body: Body,
    kind: str,
    source: str,
    since: date | None = None,
    actor: Actor,
    via: str,
    at: datetime,
) -> Tie | Dispute:
    """What a source says of a body and a workplace. Gives the Tie, or the Dispute where another source names
    another body as the one that the workplace is affiliated to. Said twice, it changes nothing. A source may correct
    itself; while the line is in dispute, that too is a claim."""
    _check_tie(body, kind, since, at)
    with transaction.atomic():
        _lock(workplace)
        if same := _said_before(workplace, body, kind, since):
            return same
        if kind == TieKind.AFFILIATED:
            current = _line_of(workplace)
            if (current and current.source != source) or _in_dispute(workplace):
                return _dispute_line(workplace, current, body, source, since, actor=actor, via=via, at=at)
            if current:
                _end(current, since or timezone.localdate(at))
                _record_tie("tie.ended", current, actor=actor, via=via, at=at)
        dated = {"source": source, "source_date": timezone.localdate(at), "since": since}
        tie = Tie.objects.create(workplace=workplace, body=body, kind=kind, **dated)
        _record_tie("tie.stated", tie, actor=actor, via=via, at=at)
        if kind == TieKind.AFFILIATED:
            align(workplace, body, source, actor=actor, via=via, at=at)
    return tie


def _check_tie(body: Body, kind: str, since: date | None, at: datetime) -> None:
    if kind not in TieKind.values:
        raise Problem("field.invalid.choice", field="kind", value=kind, choices=", ".join(TieKind.values))
    if kind == TieKind.AFFILIATED and body.kind not in UNIONS:
        raise Problem("tie.not_affiliation", field="body", name=body.name)
    if since and since > timezone.localdate(at):
        raise Problem("day.future", field="since", day=since)


def _lock(subject: Subject) -> None:
    """Sources that speak at once are heard one after the other: the second sees what the first has said."""
    type(subject).objects.select_for_update(no_key=True).filter(pk=subject.pk).values_list("pk").first()
    subject.refresh_from_db()


def _said_before(workplace: Workplace, body: Body, kind: str, since: date | None) -> Tie | None:
    """The running tie that says the same. One with another date is refused rather than dropped in silence."""
    same = Tie.objects.filter(workplace=workplace, body=body, kind=kind, until=None).order_by("-id").first()
    if same and since and since != same.since:
        raise Problem("tie.exists", field="since")
    return same


def _in_dispute(workplace: Workplace) -> bool:
    return Dispute.objects.filter(workplace=workplace, about=Dispute.About.AFFILIATION, settled_at=None).exists()


def end_tie(*, tie: Tie, until: date, source: str, actor: Actor, via: str, at: datetime) -> Tie:
    """From the next day on the tie is history."""
    if tie.until is not None:
        raise Problem("tie.ended", field="until")
    if tie.since and until < tie.since:
        raise Problem("date.order", field="until")
    with transaction.atomic():
        _lock(tie.workplace)
        _end(tie, until)
        _record_tie("tie.ended", tie, actor=actor, via=via, at=at, source=source)
        if tie.kind == TieKind.AFFILIATED:
            left = _line_of(tie.workplace)
            align(tie.workplace, left.body if left else None, source, actor=actor, via=via, at=at)
    return tie


def _lines_of(workplace: Workplace) -> list[Tie]:
    """Running, the newest first. There should be one; records from elsewhere may hold more."""
    running = Tie.objects.filter(workplace=workplace, kind=TieKind.AFFILIATED, until=None)
    return list(running.select_related("body").order_by("-id"))


def _line_of(workplace: Workplace) -> Tie | None:
    """The body that the workplace is affiliated to now, as far as is known."""
    return next(iter(_lines_of(workplace)), None)


def _end(tie: Tie, until: date) -> None:
    """A tie that is corrected on the day when it was stated ends on that day, not before it."""
    tie.until = max(until, tie.since) if tie.since else until
    if not Tie.objects.filter(pk=tie.pk, until=None).update(until=tie.until):
        raise Problem("tie.ended", field="until")


def _record_tie(action: str, tie: Tie, *, actor: Actor, via: str, at: datetime, source: str = "") -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("workplace", tie.workplace_id),
        territory=tie.workplace.township_code,
        data={"tie": tie.pk, "kind": tie.kind, "body": tie.body_id, "source": source or tie.source},
    )


def align(workplace: Workplace, line: Body | None, source: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Make the union of the workplace stand where the tie says, and the derived path with it."""
    union = workplace.union
    if union is None:
        workplace.affiliation_path = line.path if line else ""
    else:
        if line and not union.path.startswith(line.path):
            union = move_body(body=union, parent=line, source=source, actor=actor, via=via, at=at)
        workplace.affiliation_path = union.path
    workplace.save(update_fields=["affiliation_path"])


# --- claims -----------------------------------------------------------------------------------------------


def claim_place(
    *,
    subject: Subject,
    territory: str,
    source: str,
    stated_on: date | None = None,
    actor: Actor,
    via: str,
    at: datetime,
) -> Dispute | None:
    """What a source says of the place of a workplace or an area. Gives the Dispute where it disagrees with what is
    on record; None where it agrees, or where this very claim was judged before."""
    place = Territory.objects.filter(pk=territory).first()
    if place is None:
        raise Problem("territory.unknown", field="territory", value=territory, day=timezone.localdate(at))
    with transaction.atomic():
        _lock(subject)
        if agrees(recorded_places(subject), territory):
            return None
        disputed = open_place_dispute(subject, place, source, stated_on, actor=actor, via=via, at=at)
        return disputed.dispute if disputed else None


def agrees(recorded: list[str], stated: str) -> bool:
    """One lies in the other: a source that is less exact does not disagree."""
    return any(code.startswith(stated) or stated.startswith(code) for code in recorded)


def recorded_places(subject: Subject) -> list[str]:
    if isinstance(subject, Workplace):
        return [subject.territory_id]
    return list(subject.territories.values_list("pk", flat=True))


def open_place_dispute(
    subject: Subject,
    place: Territory,
    source: str,
    stated_on: date | None,
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> Disputed | None:
    """Inside the caller's transaction. None where this very claim was judged before."""
    about = Dispute.About.PLACE
    if _was_judged(subject, about, source, territory=place):
        return None
    dispute = _open(subject, about, actor=actor, via=via, at=at)
    if not dispute.claims.exists():
        dated = subject.source_date if isinstance(subject, Workplace) else subject.since
        for code in recorded_places(subject):
            Claim.objects.create(dispute=dispute, territory_id=code, source=subject.source, stated_on=dated)
    new = _claim(dispute, source, stated_on, territory=place, actor=actor, via=via, at=at)
    return Disputed(dispute, new)


def _dispute_line(
    workplace: Workplace,
    current: Tie | None,
    body: Body,
    source: str,
    since: date | None,
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> Dispute:
    disputed = open_line_dispute(workplace, current, body, source, since, actor=actor, via=via, at=at)
    if disputed:
        return disputed.dispute
    return Dispute.objects.filter(workplace=workplace, about=Dispute.About.AFFILIATION).latest("opened_at")


def open_line_dispute(
    workplace: Workplace,
    current: Tie | None,
    body: Body,
    source: str,
    stated_on: date | None,
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> Disputed | None:
    """Inside the caller's transaction. None where this very claim was judged before."""
    about = Dispute.About.AFFILIATION
    if _was_judged(workplace, about, source, body=body):
        return None
    dispute = _open(workplace, about, actor=actor, via=via, at=at)
    if current and not dispute.claims.exists():
        Claim.objects.create(dispute=dispute, body=current.body, source=current.source, stated_on=current.since)
    new = _claim(dispute, source, stated_on, body=body, actor=actor, via=via, at=at)
    return Disputed(dispute, new)


def _of(subject: Subject) -> Q:
    return Q(workplace=subject) if isinstance(subject, Workplace) else Q(area=subject)


def _was_judged(subject: Subject, about: str, source: str, **claimed: object) -> bool:
    """The same source said the same before, and somebody has settled it: sending the file again opens nothing."""
    settled = Dispute.objects.filter(_of(subject), about=about, settled_at__isnull=False)
    return Claim.objects.filter(dispute__in=settled, source=source, **claimed).exists()


def _open(subject: Subject, about: str, *, actor: Actor, via: str, at: datetime) -> Dispute:
    """The open dispute about this, or a new one. The database lets only one be open."""
    which = {"workplace": subject} if isinstance(subject, Workplace) else {"area": subject}
    dispute, new = Dispute.objects.get_or_create(about=about, settled_at=None, defaults={"opened_at": at}, **which)
    if new:
        _record_dispute("dispute.opened", dispute, {"about": about}, actor=actor, via=via, at=at)
    return dispute


def _claim(
    dispute: Dispute,
    source: str,
    stated_on: date | None,
    *,
    territory: Territory | None = None,
    body: Body | None = None,
    actor: Actor,
    via: str,
    at: datetime,
) -> bool:
    """Whether it is new: a source says a thing once, however often it is sent."""
    made, new = Claim.objects.get_or_create(
        dispute=dispute, territory=territory, body=body, source=source, defaults={"stated_on": stated_on}
    )
    if new:
        said = {"claim": made.pk, "territory": made.territory_id, "body": made.body_id, "source": source}
        _record_dispute("dispute.claimed", dispute, said, actor=actor, via=via, at=at)
    return new


def _record_dispute(
    action: str,
    dispute: Dispute,
    data: Mapping[str, object],
    *,
    needs_work: bool = False,
    actor: Actor,
    via: str,
    at: datetime,
) -> None:
    """In the history of the workplace or the area. Where a workplace has moved, others have to count it anew."""
    place = dispute.workplace
    subject = ("workplace", dispute.workplace_id) if place else ("area", dispute.area_id)
    data = {"dispute": dispute.pk, **data}
    territory = place.township_code if place else ""
    what = {"subject": subject, "territory": territory, "data": data, "needs_work": needs_work}
    record(action, actor=actor, via=via, at=at, **what)


# --- settling ---------------------------------------------------------------------------------------------


def settle_dispute(*, dispute: Dispute, claim: Claim, reason: str, actor: Actor, via: str, at: datetime) -> Dispute:
    """Somebody decides which claim holds. What it says is put on record; the others stay to be read."""
    if not reason.strip():
        raise Problem("dispute.reason", field="reason")
    if claim.dispute_id != dispute.pk:
        raise Problem("dispute.claim", field="claim")
    with transaction.atomic():
        if subject := dispute.workplace or dispute.area:
            _lock(subject)
        open_still = Dispute.objects.filter(pk=dispute.pk, settled_at=None)
        if not open_still.update(settled_at=at, settled_for=claim, reason=reason.strip()):
            raise Problem("dispute.settled")
        dispute.refresh_from_db()
        try:
            before, after = _apply(dispute, claim, actor=actor, via=via, at=at)
        except IntegrityError:
            raise Problem("row.clash", field="claim") from None
        data = {"claim": claim.pk, "source": claim.source, "changes": {dispute.about: [before, after]}}
        moved = dispute.workplace is not None and before != after and dispute.about == Dispute.About.PLACE
        _record_dispute("dispute.settled", dispute, data, needs_work=moved, actor=actor, via=via, at=at)
    return dispute


def _apply(dispute: Dispute, claim: Claim, *, actor: Actor, via: str, at: datetime) -> tuple[object, object]:
    """Old and new, for the trail."""
    if dispute.area:
        return _apply_to_area(dispute.area, claim)
    place = dispute.workplace
    assert place is not None  # noqa: S101 - a constraint of the table
    if claim.territory:
        before, place.territory = place.territory_id, claim.territory
        place.township_code, place.district_code = claim.territory.pk[:9], claim.territory.pk[:6]
        place.source, place.source_date = claim.source, claim.stated_on
        place.save(update_fields=["territory", "township_code", "district_code", "source", "source_date"])
        return before, claim.territory.pk
    return _apply_line(place, claim, actor=actor, via=via, at=at)


def _apply_to_area(area: Area, claim: Claim) -> tuple[object, object]:
    """A claim of the source on record means all the divisions that it names."""
    of_source = claim.dispute.claims.filter(source=claim.source, territory__isnull=False)
    before, after = recorded_places(area), [one.territory_id for one in of_source if one.territory_id]
    area.territories.set(Territory.objects.filter(pk__in=after))
    area.source = claim.source
    area.save(update_fields=["source"])
    return sorted(before), sorted(after)


def _apply_line(place: Workplace, claim: Claim, *, actor: Actor, via: str, at: datetime) -> tuple[object, object]:
    """The tie that holds runs on or begins; every other one becomes history."""
    running, body = _lines_of(place), claim.body
    assert body is not None  # noqa: S101 - a claim names a division or a body
    before = running[0].body_id if running else None
    for tie in running:
        if tie.body_id != body.pk:
            _end(tie, timezone.localdate(at))
            _record_tie("tie.ended", tie, actor=actor, via=via, at=at, source=claim.source)
    if body.pk not in {tie.body_id for tie in running}:
        Tie.objects.create(
            workplace=place,
            body=body,
            kind=TieKind.AFFILIATED,
            source=claim.source,
            source_date=timezone.localdate(at),
            since=claim.stated_on,
        )
    align(place, body, claim.source, actor=actor, via=via, at=at)
    return before, body.pk

"""Settling a dispute: what the claim says that holds is put on record."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.actions.disputes import lock, record_dispute, recorded_places
from qianshao.registry.actions.lines import align, end, lines_of, record_tie
from qianshao.registry.models import Area, Claim, Dispute, Territory, Tie, TieKind, Workplace


def settle_dispute(*, dispute: Dispute, claim: Claim, reason: str, actor: Actor, via: str, at: datetime) -> Dispute:
    """Somebody decides which claim holds. What it says is put on record; the others stay to be read."""
    if not reason.strip():
        raise Problem("dispute.reason", field="reason")
    if claim.dispute_id != dispute.pk:
        raise Problem("dispute.claim", field="claim")
    with transaction.atomic():
        if subject := dispute.workplace or dispute.area:
            lock(subject)
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
        record_dispute("dispute.settled", dispute, data, needs_work=moved, actor=actor, via=via, at=at)
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
    running, body = lines_of(place), claim.body
    assert body is not None  # noqa: S101 - a claim names a division or a body
    before = running[0].body_id if running else None
    for tie in running:
        if tie.body_id != body.pk:
            end(tie, timezone.localdate(at))
            record_tie("tie.ended", tie, actor=actor, via=via, at=at, source=claim.source)
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

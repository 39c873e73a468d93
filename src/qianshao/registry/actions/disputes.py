"""What becomes of facts when sources disagree.

The first source of a fact stands until somebody settles otherwise. A second source that disagrees does not
overwrite it: both become claims of a dispute, and stay there for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.models import Area, Body, Claim, Dispute, Territory, Tie, Workplace

Subject = Workplace | Area


@dataclass(frozen=True, slots=True)
class Disputed:
    """The dispute in which a claim stands; ``new`` when it was not said before."""

    dispute: Dispute
    new: bool


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
        lock(subject)
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


def lock(subject: Subject) -> None:
    """Sources that speak at once are heard one after the other: the second sees what the first has said."""
    type(subject).objects.select_for_update(no_key=True).filter(pk=subject.pk).values_list("pk").first()
    subject.refresh_from_db()


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
        record_dispute("dispute.opened", dispute, {"about": about}, actor=actor, via=via, at=at)
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
        record_dispute("dispute.claimed", dispute, said, actor=actor, via=via, at=at)
    return new


def record_dispute(
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

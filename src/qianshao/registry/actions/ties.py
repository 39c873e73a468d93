"""Ties: what a source says of a body and a workplace, until when it holds."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.actions.disputes import lock, open_line_dispute
from qianshao.registry.actions.lines import align, end, line_of, record_tie
from qianshao.registry.models import Body, BodyKind, Dispute, Tie, TieKind, Workplace

UNIONS = frozenset({BodyKind.FEDERATION, BodyKind.GROUP_UNION, BodyKind.ENTERPRISE_UNION})


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
        lock(workplace)
        if same := _said_before(workplace, body, kind, since):
            return same
        if kind == TieKind.AFFILIATED:
            current = line_of(workplace)
            if (current and current.source != source) or _in_dispute(workplace):
                return _dispute_line(workplace, current, body, source, since, actor=actor, via=via, at=at)
            if current:
                end(current, since or timezone.localdate(at))
                record_tie("tie.ended", current, actor=actor, via=via, at=at)
        dated = {"source": source, "source_date": timezone.localdate(at), "since": since}
        tie = Tie.objects.create(workplace=workplace, body=body, kind=kind, **dated)
        record_tie("tie.stated", tie, actor=actor, via=via, at=at)
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


def _said_before(workplace: Workplace, body: Body, kind: str, since: date | None) -> Tie | None:
    """The running tie that says the same. One with another date is refused rather than dropped in silence."""
    same = Tie.objects.filter(workplace=workplace, body=body, kind=kind, until=None).order_by("-id").first()
    if same and since and since != same.since:
        raise Problem("tie.exists", field="since")
    return same


def _in_dispute(workplace: Workplace) -> bool:
    return Dispute.objects.filter(workplace=workplace, about=Dispute.About.AFFILIATION, settled_at=None).exists()


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


def end_tie(*, tie: Tie, until: date, source: str, actor: Actor, via: str, at: datetime) -> Tie:
    """From the next day on the tie is history."""
    if tie.until is not None:
        raise Problem("tie.ended", field="until")
    if tie.since and until < tie.since:
        raise Problem("date.order", field="until")
    with transaction.atomic():
        lock(tie.workplace)
        end(tie, until)
        record_tie("tie.ended", tie, actor=actor, via=via, at=at, source=source)
        if tie.kind == TieKind.AFFILIATED:
            left = line_of(tie.workplace)
            align(tie.workplace, left.body if left else None, source, actor=actor, via=via, at=at)
    return tie

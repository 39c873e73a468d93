"""How a case begins: one for each danger at a workplace, whoever comes first."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qianshao.casework.actions import telling
from qianshao.casework.actions.writing import (
    WORKER,
    change,
    end,
    measures,
    names_of,
    next_step,
    open_case,
    open_step,
    record_event,
)
from qianshao.casework.models import Case, Entry, EntryKind, Measure, PolicyVersion, Step, StepOutcome
from qianshao.casework.queries.turns import beginning, category_of, turns_of
from qianshao.casework.rules.clock import ZONE
from qianshao.core.actor import Via
from qianshao.core.events import next_number
from qianshao.policy import loading
from qianshao.policy.ladder import Policy
from qianshao.registry.models import Workplace


def wait_for_turn(workplace: int) -> None:
    """Reports of one workplace are taken one after the other. Each may join some cases and open others: two workers
    would wait, one for a case of the other, the other for the number of the next case."""
    Workplace.objects.select_for_update(no_key=True).filter(pk=workplace).values_list("pk").first()


def open_or_join(
    workplace: Workplace, category: str, at: datetime, *, pass_over: bool = False
) -> tuple[Case, EntryKind]:
    """The open case of a danger, or a new one; locked. Says which: opened or joined.

    ``pass_over``: the closest body is not to have it.
    """
    case, kind = open_case(workplace, category), EntryKind.JOINED
    if case is None:
        case, kind = _open_unless_open(workplace, category, at, pass_over)
    if pass_over and kind is EntryKind.JOINED:
        _past_the_first(case, at)
    return case, kind


def _past_the_first(case: Case, at: datetime) -> None:
    """A report that passes the closest body over joins a case that lies with that very body: the case goes higher."""
    turns = turns_of(case.workplace, category_of(case), at)
    if len(turns) < 2 or case.owner_id != turns[0].body_id:
        return
    then = beginning(case.workplace, category_of(case), at, pass_over=True)
    step, before = open_step(case), case.owner_id
    end(step, StepOutcome.HANDED_OVER, at)
    change(case, owner_id=then.turn.body_id, deadline=then.due.at, moves=case.moves + 1, touched_at=at)
    new = next_step(case, step, then.turn.body_id, at, then.due.at)
    Measure.objects.bulk_create(measures(new, then.calls))
    telling.arrived(case, new, at)
    Entry.objects.create(
        case=case, kind=EntryKind.WENT_HIGHER, body_id=before, to_body_id=new.body_id, for_reporter=True, at=at
    )
    record_event("case.went_higher", case, actor=WORKER, via=Via.WORKER, at=at, owner=new.body_id)


def _open_unless_open(workplace: Workplace, category: str, at: datetime, over: bool) -> tuple[Case, EntryKind]:
    """Two workers may hold the first two reports of one danger: the database lets one open, the other joins."""
    try:
        with transaction.atomic():
            return _open(workplace, category, at, over), EntryKind.OPENED
    except IntegrityError:
        case = open_case(workplace, category)
        if case is None:
            raise
        return case, EntryKind.JOINED


def _open(workplace: Workplace, category: str, at: datetime, over: bool) -> Case:
    policy = loading.in_force()
    kind = policy.of(category)
    first = beginning(workplace, kind, at, pass_over=over)
    year = at.astimezone(ZONE).year
    serial = next_number(f"case {workplace.district_code} {year}")
    case = Case.objects.create(
        number=f"{workplace.district_code}-{year}-{serial:05d}",
        workplace=workplace,
        township_code=workplace.township_code,
        category=category,
        severity=kind.severity,
        policy=_policy_version(policy, at),
        opened_at=at,
        owner_id=first.turn.body_id,
        deadline=first.due.at,
        touched_at=at,
    )
    step = Step.objects.create(
        case=case,
        position=0,
        body_id=first.turn.body_id,
        received_at=at,
        due_at=first.due.at,
        first_due_at=first.due.at,
        full_due_at=first.due.full,
        shortened_by_id=first.order.pk if first.order else None,
        place=first.turn.place,
    )
    Measure.objects.bulk_create(measures(step, first.calls))
    telling.arrived(case, step, at)
    called = names_of(first.calls)
    _record_opening(case, at, owner=first.turn.body_id, category=category, **({"calls": called} if called else {}))
    return case


def _record_opening(case: Case, at: datetime, **data: object) -> None:
    record_event("case.opened", case, actor=WORKER, via=Via.WORKER, at=at, **data)


def _policy_version(policy: Policy, at: datetime) -> PolicyVersion:
    """Its texts are kept with the first case, so that the case keeps them when the files change."""
    defaults = {"text": policy.text, "own_text": policy.own_text, "first_used_at": at}
    return PolicyVersion.objects.get_or_create(version=policy.version, defaults=defaults)[0]

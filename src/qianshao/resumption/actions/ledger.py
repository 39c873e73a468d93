"""Writing to the ledger: a statement is added, and what follows from it (spells, sums, a case) in its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from qianshao.core.actor import Actor
from qianshao.core.events import event, record
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.policy import restarts as policy
from qianshao.policy.restarts import Requirement
from qianshao.registry.models import Body, Workplace
from qianshao.resumption.actions.sums import rewrite
from qianshao.resumption.models import StatedBy, Statement, Word
from qianshao.resumption.queries.said import as_said, said_of
from qianshao.resumption.rules import papers, standing
from qianshao.resumption.rules.papers import Lack
from qianshao.resumption.rules.standing import Said

LONGEST_REMARK, LONGEST_SOURCE = 300, 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be stated of a workplace; see :class:`Statement`."""

    workplace: Workplace
    standing: str
    holds_from: date
    source: str
    source_name: str = ""
    approver: Body | None = None
    rule: str = ""
    remark: str = ""
    basis: Sequence[str] = ()
    supersedes: Statement | None = None
    observation: Observation | None = None
    generated: bool = False


def state(draft: Draft, *, actor: Actor, via: str, at: datetime) -> Statement:
    """Add one statement. Nothing that was said before is changed."""
    check(draft, timezone.localdate(at))
    with transaction.atomic():
        (row,) = state_many([draft], actor=actor, via=via, at=at)
        record("restart.stated", subject=("workplace", row.workplace_id), **_told(row), actor=actor, via=via, at=at)
    return row


def correct(old: Statement, draft: Draft, *, actor: Actor, via: str, at: datetime) -> Statement:
    """Put another statement in the place of one that was wrong. Both stay on record; the new one counts."""
    check(draft, timezone.localdate(at))
    return _supersede("restart.corrected", draft, old, actor, via, at)


def retract(old: Statement, *, remark: str = "", actor: Actor, via: str, at: datetime) -> Statement:
    """Take a statement back that should never have been recorded: it was said of another workplace, for instance."""
    draft = Draft(
        old.workplace, Word.RETRACTED, old.holds_from, old.source, old.source_name, remark=remark, supersedes=old
    )
    return _supersede("restart.taken_back", draft, old, actor, via, at)


def _supersede(action: str, draft: Draft, old: Statement, actor: Actor, via: str, at: datetime) -> Statement:
    """The unique constraint on ``supersedes`` lets one of two people who correct the same statement do so."""
    if draft.supersedes != old or draft.workplace.pk != old.workplace_id:
        raise Problem("restart.superseded")
    try:
        with transaction.atomic():
            (row,) = state_many([draft], actor=actor, via=via, at=at)
            record(action, subject=("workplace", row.workplace_id), **_told(row), actor=actor, via=via, at=at)
    except IntegrityError:
        raise Problem("restart.superseded") from None
    return row


def _told(row: Statement) -> dict[str, object]:
    data = {"statement": row.pk, "standing": row.standing, "from": row.holds_from.isoformat(), "source": row.source}
    if row.supersedes_id:
        data["supersedes"] = row.supersedes_id
    return {"territory": row.township_code, "data": data}


def check(draft: Draft, today: date) -> None:
    if draft.standing not in Word.values or draft.standing == Word.RETRACTED:
        raise Problem("restart.standing", field="standing")
    if draft.source not in StatedBy.values:
        raise Problem("restart.source", field="source")
    if draft.standing in (Word.HELD, Word.RELEASED) and draft.source not in standing.HOLDERS:
        raise Problem("restart.who_holds", field="source")
    if draft.holds_from > today:
        raise Problem("day.future", field="holds_from", day=draft.holds_from)
    for field, text, limit in (
        ("source_name", draft.source_name, LONGEST_SOURCE),
        ("remark", draft.remark, LONGEST_REMARK),
    ):
        if len(text) > limit:
            raise Problem("field.too_long", field=field, value=text, limit=limit)
    if draft.rule and draft.rule not in policy.in_force():
        raise Problem("restart.rule", field="rule", value=draft.rule)


# --- many at once -------------------------------------------------------------------------------------------


def state_many(drafts: Sequence[Draft], *, actor: Actor, via: str, at: datetime) -> list[Statement]:
    """The same for a batch, in the caller's transaction, who checks each draft and records the event of the batch.

    The workplaces stay locked until the transaction ends, in one order: two officers who write of one workplace at the
    same moment do so one after the other, and the second sees what the first wrote.
    """
    places = {draft.workplace.pk: draft.workplace for draft in drafts}
    locked = Workplace.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk")
    current = list(locked)
    before = said_of(places)
    rows = [_row(draft, actor, at) for draft in drafts]
    Statement.objects.bulk_create(rows, batch_size=500)
    after: dict[int, list[Said]] = defaultdict(list, {pk: list(said) for pk, said in before.items()})
    for row in rows:
        after[row.workplace_id].append(as_said(row))
    rewrite(current, after)
    Event.objects.bulk_create(_unapproved(current, rows, before, after, at, actor, via), batch_size=500)
    return rows


def _row(draft: Draft, actor: Actor, at: datetime) -> Statement:
    return Statement(
        workplace=draft.workplace,
        township_code=draft.workplace.township_code,
        standing=draft.standing,
        holds_from=draft.holds_from,
        source=draft.source,
        source_name=draft.source_name.strip(),
        approver=draft.approver,
        rule=draft.rule,
        remark=draft.remark.strip(),
        basis=list(draft.basis),
        supersedes=draft.supersedes,
        observation=draft.observation,
        person_id=actor.person_id,
        recorded_at=at,
        generated=draft.generated,
    )


# --- at work without what it needs --------------------------------------------------------------------------


def _unapproved(
    places: Sequence[Workplace],
    rows: Sequence[Statement],
    before: Mapping[int, list[Said]],
    after: Mapping[int, list[Said]],
    at: datetime,
    actor: Actor,
    via: str,
) -> list[Event]:
    """For casework: a workplace that now turns out to be at work without what it needs. What a worker reported is
    taken up by casework itself, as that report."""
    requirements, today = list(policy.in_force().values()), timezone.localdate(at)
    newest = {row.workplace_id: row for row in rows}
    found = []
    for place in places:
        row = newest[place.pk]
        lack = _lack(after[place.pk], place, requirements, today)
        if lack is None or row.observation_id or _lack(before.get(place.pk, []), place, requirements, today):
            continue
        data = {"statement": row.pk, "rule": lack.rule, "needs": lack.needs, "has": lack.has, "held": lack.held}
        found.append(
            event(
                "restart.unapproved",
                subject=("workplace", place.pk),
                territory=place.township_code,
                data=data,
                needs_work=True,
                actor=actor,
                via=via,
                at=at,
            )
        )
    return found


def _lack(said: Sequence[Said], place: Workplace, requirements: Sequence[Requirement], today: date) -> Lack | None:
    effective = standing.on(standing.known(said), today)
    return papers.lacks(effective, requirements, place.territory_id, place.industry_section, today)

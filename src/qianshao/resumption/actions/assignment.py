"""Who covers what, written down: computed for a territory, or decided by hand for one workplace."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.policy import coverage as policy
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope
from qianshao.resumption.models import INSIDE, Assignment, Helper
from qianshao.resumption.queries.coverage import places, used_minutes
from qianshao.resumption.queries.people import people
from qianshao.resumption.queries.positions import Plane, people_of, person, place, terms
from qianshao.resumption.rules import assignment as rules


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of it. ``gap``: how far from the best it may be at most; ``moved``: places that had somebody else."""

    workplaces: int
    people: int
    covered: int
    kept: int
    moved: int
    new: int
    gap: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"gap": round(self.gap, 4)}


def assign(scope: Scope, territory: str, *, actor: Actor, via: str, at: datetime) -> Assigned:
    """Compute the plan of a territory and put it in force. What was pinned stays; what a person covers elsewhere
    takes of their hours."""
    if not territory or not scope.covers_territory(territory):
        raise Problem("territory.not_yours", field="territory", value=territory)
    with transaction.atomic():
        return _Making(scope, territory, localdate(at)).put_in_force(actor, via, at)


class _Making:
    """One plan: reads, computes, writes."""

    def __init__(self, scope: Scope, territory: str, on: date) -> None:
        self.territory, self.on = territory, on
        rules_of = policy.in_force()
        plane = Plane(territory[:6])
        self.workplaces = {one.pk: one for one in places(scope, territory, on).order_by("pk")}
        self.places = [place(one, plane, rules_of) for one in self.workplaces.values()]
        helpers = people(scope, on).exclude(grade__in=INSIDE).order_by("pk")
        here = [one for one in helpers if one.reach.startswith(territory) or territory.startswith(one.reach)]
        self.placed = plane.placed
        self.current = self._current()
        self.terms = terms(rules_of)
        self.helpers = self._with_room(people_of(here, plane))
        self.before = {key: row.helper_id for key, row in self.current.items()}
        self.pins = {key: row.helper_id for key, row in self.current.items() if row.pinned}

    def _current(self) -> dict[int, Assignment]:
        rows = Assignment.objects.filter(starts_with("township_code", self.territory[:9]), until=None)
        return {row.workplace_id: row for row in rows if row.workplace_id in self.workplaces}

    def _with_room(self, helpers: list[rules.Helper]) -> list[rules.Helper]:
        """Without the hours that each spends on workplaces which this plan does not decide."""
        used = used_minutes(self.on, self.terms)
        for key, row in self.current.items():
            size = self.terms.size(self.workplaces[key].headcount)
            used[row.helper_id] = used.get(row.helper_id, 0) - size.visits * size.minutes
        return [replace(one, minutes=max(one.minutes - used.get(one.key, 0), 0)) for one in helpers]

    def put_in_force(self, actor: Actor, via: str, at: datetime) -> Assigned:
        plan = rules.assign(self.places, self.helpers, self.terms, before=self.before, pins=self.pins)
        why = rules.explain(self.places, self.helpers, plan, before=self.before, pins=self.pins)
        changed = [row.pk for key, row in self.current.items() if plan.holder.get(key) != row.helper_id]
        Assignment.objects.filter(pk__in=changed).update(until=self.on)
        new = [key for key, helper in plan.holder.items() if self.before.get(key) != helper]
        Assignment.objects.bulk_create(
            [
                Assignment(
                    workplace_id=key,
                    helper_id=plan.holder[key],
                    township_code=self.workplaces[key].township_code,
                    since=self.on,
                    reason=asdict(why[key]) | {"placed": self.placed},
                )
                for key in sorted(new)
            ],
            batch_size=1000,
        )
        moved = sum(key in self.before for key in new)
        done = Assigned(
            workplaces=len(self.places),
            people=len(self.helpers),
            covered=len(plan.holder),
            kept=len(plan.holder) - len(new),
            moved=moved,
            new=len(new) - moved,
            gap=plan.gap,
        )
        subject = ("territory", self.territory)
        data = done.as_dict()
        record("coverage.assigned", actor=actor, via=via, at=at, subject=subject, territory=self.territory, data=data)
        return done


def pin(workplace: Workplace, helper: Helper, *, actor: Actor, via: str, at: datetime) -> Assignment:
    """Decided by hand: within their reach, their hours, and never where they are employed."""
    rules_of, day = policy.in_force(), localdate(at)
    plane, size = Plane(workplace.district_code), terms(rules_of)
    here, one = place(workplace, plane, rules_of), person(helper, plane)
    if helper.grade in INSIDE:
        raise Problem("helper.inside", field="helper")
    if rules.conflicts(one, here):
        raise Problem("helper.conflict", field="helper")
    if not rules.may_go(one, here):
        raise Problem("helper.reach", field="helper")
    with transaction.atomic():
        now = Assignment.objects.filter(workplace=workplace, until=None).first()
        its = size.size(workplace.headcount)
        used = used_minutes(day, size).get(helper.pk, 0)
        if (now is None or now.helper_id != helper.pk) and used + its.visits * its.minutes > one.minutes:
            raise Problem("helper.no_time", field="helper")
        Assignment.objects.filter(workplace=workplace, until=None).update(until=day)
        plan = rules.Plan(holder={workplace.pk: helper.pk})
        why = rules.explain([here], [one], plan, pins={workplace.pk: helper.pk})
        row = Assignment.objects.create(
            workplace=workplace,
            helper=helper,
            township_code=workplace.township_code,
            since=day,
            pinned=True,
            reason=asdict(why[workplace.pk]) | {"placed": plane.placed},
        )
        _record("coverage.pinned", row, actor, via, at)
    return row


def unpin(row: Assignment, *, actor: Actor, via: str, at: datetime) -> None:
    """The next plan may decide again."""
    with transaction.atomic():
        if not Assignment.objects.filter(pk=row.pk, pinned=True, until=None).update(pinned=False):
            raise Problem("helper.not_pinned")
        row.pinned = False
        _record("coverage.unpinned", row, actor, via, at)


def _record(action: str, row: Assignment, actor: Actor, via: str, at: datetime) -> None:
    subject, data = ("workplace", row.workplace_id), {"helper": row.helper_id}
    record(action, actor=actor, via=via, at=at, subject=subject, territory=row.township_code, data=data)

"""One case: what was reported, done and said, and who answers. Takes a case that the asker was shown."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from qianshao.casework.models import Case, CaseReport, Entry, Measure, Step
from qianshao.casework.queries.turns import category_of, duty_at
from qianshao.registry import queries as registry
from qianshao.registry.models import Body
from qianshao.registry.rules.duties import Duty


def steps_of(case: Case) -> QuerySet[Step]:
    """Takes a case that the asker was shown, as all below do."""
    return case.steps.select_related("body").order_by("position")


def entries_of(case: Case) -> QuerySet[Entry]:
    """Everything that was done or said, in order."""
    return case.entries.select_related("body", "to_body", "observation").order_by("id")


def measures_of(case: Case) -> QuerySet[Measure]:
    """What the ladder has called for so far."""
    return case.measures.select_related("body", "addressee").order_by("id")


def must_of(case: Case) -> dict[str, str]:
    """What the policy of the case has its owner do in this turn, by language; empty where it does not say."""
    step = case.steps.filter(ended_at=None).first()
    return duty_at(category_of(case), step.place) if step else {}


def reports_of(case: Case) -> QuerySet[CaseReport]:
    return case.reports.select_related("daily_report", "observation").order_by("id")


def unnamed_moments(case: Case) -> frozenset[datetime]:
    """The times at which somebody wrote who gave no name. They are shown to the hour only, wherever they turn up."""
    return frozenset(case.entries.filter(observation__isnull=False).values_list("at", flat=True))


def duties_of(case: Case, at: datetime) -> dict[str, list[Duty]]:
    """Who answers for the workplace, by what each duty rests on."""
    found: dict[str, list[Duty]] = {}
    for duty in registry.duties_of(case.workplace, timezone.localdate(at)):
        found.setdefault(duty.tie, []).append(duty)
    return found


def may_take_over(case: Case, at: datetime) -> list[Body]:
    """The union bodies that answer for the workplace, beside the owner: to whom it can be handed over."""
    order = registry.order_in_force(case.workplace, at)
    answering = {
        duty.body_id for duty in registry.duties_of(case.workplace, timezone.localdate(at)) if duty.kind in UNION_KINDS
    }
    ids = answering | ({order.body_id} if order else set())
    return list(Body.objects.filter(pk__in=ids - {case.owner_id}, kind__in=UNION_KINDS).order_by("-level", "number"))


UNION_KINDS = frozenset({"federation", "group_union"})

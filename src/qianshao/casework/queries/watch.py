"""The watch for retaliation: who is due to be asked, what they said, and what the answers come to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from qianshao.casework.models import Asked, Case, Check, CheckAnswer
from qianshao.casework.queries.cases import cases
from qianshao.casework.rules.watch import Outcome
from qianshao.core.problems import Problem, or_not_found
from qianshao.intake.models import Observation
from qianshao.registry.scope import Ability, Scope

CHECK_STATES = ("due", "answered", "yes", "no_answer", "ahead")


def checks(scope: Scope, state: str, at: datetime) -> QuerySet[Check]:
    """On the cases that the asker may see: ``due`` (asked, and time left), ``answered``, of these ``yes``, those with
    ``no_answer``, and those that are still ``ahead``."""
    rows = Check.objects.filter(_in_state(state, at), case__in=cases(scope).order_by().values("pk"))
    rows = rows.select_related("case__workplace", "case__owner", "led_to")
    return rows.order_by("due_at" if state in ("due", "ahead") else "-due_at", "id")


def check_counts(scope: Scope, at: datetime) -> dict[str, int]:
    rows = Check.objects.filter(case__in=cases(scope).order_by().values("pk"))
    return rows.aggregate(**{state: Count("pk", filter=_in_state(state, at)) for state in CHECK_STATES})


def _in_state(state: str, at: datetime) -> Q:
    silent = Q(answer=CheckAnswer.OPEN)
    return {
        "due": silent & Q(due_at__lte=at, lapsed_at=None),
        "answered": ~silent,
        "yes": Q(answer=CheckAnswer.YES),
        "no_answer": silent & Q(lapsed_at__isnull=False),
        "ahead": silent & Q(due_at__gt=at),
    }[state]


def own_check(scope: Scope, pk: int, at: datetime) -> Check:
    """One that the asker's body has to answer: it has the case, or had it when it was closed."""
    rows = Check.objects.filter(pk=pk, case__in=cases(scope).order_by().values("pk"))
    found = or_not_found(rows.select_related("case__workplace", "case__owner").first())
    if found.asked != Asked.OFFICER or found.case.owner_id not in scope.bodies or not scope.may(Ability.HANDLE_CASES):
        owner = found.case.owner.name if found.case.owner else ""
        raise Problem("watch.not_yours", body=owner)
    return found


def checks_to_answer(scope: Scope, at: datetime) -> int:
    """How many questions the asker's bodies have to answer, as they have the case.

    Whether any is due at all is seen from the index of those that wait; a join alone may be planned from the cases.
    """
    due = Check.objects.filter(_in_state("due", at), asked=Asked.OFFICER)
    if not scope.may(Ability.HANDLE_CASES) or not due.exists():
        return 0
    return due.filter(case__owner__in=scope.bodies).count()


def check_for_reporter(observation: Observation, at: datetime) -> Check | None:
    """The newest question that is due and has no answer."""
    mine = Check.objects.filter(observation=observation, due_at__lte=at, answer=CheckAnswer.OPEN)
    return mine.select_related("case__workplace").order_by("-due_at").first()


def led_to_for_reporter(observation: Observation) -> Case | None:
    """What a reporter's yes has opened: only its owner and its deadline are for them to see."""
    mine = Check.objects.filter(observation=observation, led_to__isnull=False).order_by("-answered_at")
    found = mine.select_related("led_to__owner").first()
    return found.led_to if found else None


def checks_of(case: Case) -> QuerySet[Check]:
    """Takes a case that the asker was shown."""
    return case.checks.select_related("led_to").order_by("due_at", "asked")


def followed_from(scope: Scope, case: Case) -> QuerySet[Case]:
    """The cases after whose reports this one was found, as far as the asker sees them."""
    return cases(scope).filter(pk__in=Check.objects.filter(led_to=case).values("case")).order_by("id")


def outcomes(scope: Scope, start: datetime, end: datetime, at: datetime) -> dict[str, Outcome]:
    """By whom was asked: the questions that fell due from ``start`` up to but not including ``end``, and by now."""
    rows = Check.objects.filter(
        case__in=cases(scope).order_by().values("pk"), due_at__gte=start, due_at__lt=end, due_at__lte=at
    )
    counted = (
        rows.order_by()
        .values("asked")
        .annotate(
            number=Count("pk"),
            answered=Count("pk", filter=~Q(answer=CheckAnswer.OPEN)),
            yes=Count("pk", filter=Q(answer=CheckAnswer.YES)),
            silent=Count("pk", filter=Q(answer=CheckAnswer.OPEN, lapsed_at__isnull=False)),
        )
    )
    found = {row["asked"]: Outcome(row["number"], row["answered"], row["yes"], row["silent"]) for row in counted}
    return {asked: found.get(asked, Outcome(0, 0, 0, 0)) for asked in Asked.values}

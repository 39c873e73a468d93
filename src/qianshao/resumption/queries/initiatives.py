"""Calls: whom they address, how far it has come by township, and who has not answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.intake import queries as intake
from qianshao.policy.checklists import Item
from qianshao.registry import queries as registry
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.scope import ALL, NONE, Ability, Scope
from qianshao.resumption.models import Initiative, InitiativeAnswer
from qianshao.resumption.queries.checklists import checklist_of
from qianshao.resumption.rules.initiatives import Filter, Rates

DISTRICT_DIGITS = 6
MINE = 30
"""Workplaces of a delegate whose calls are shown."""

VERIFIED_FOR = timedelta(days=90)
"""After its deadline an inspection still counts for a call so long."""

OPEN_FOR = timedelta(days=30)
"""After its deadline a call that was not answered still stands on the phone so long."""


def filter_of(initiative: Initiative) -> Filter:
    return Filter(
        initiative.territory_code,
        initiative.affiliation,
        initiative.industry_section,
        initiative.size_least,
        initiative.size_most,
    )


def addresses(initiative: Initiative, workplace: Workplace) -> bool:
    return filter_of(initiative).fits(
        township=workplace.township_code,
        affiliation=workplace.affiliation_path,
        industry=workplace.industry_section,
        headcount=workplace.headcount,
    )


def addressed(initiative: Initiative, scope: Scope, on: date) -> QuerySet[Workplace]:
    """The workplaces that must follow it, as far as the asker sees them."""
    rows = registry.workplaces(scope).filter(registry.existed_on(on))
    if initiative.territory_code:
        rows = rows.filter(starts_with("township_code", initiative.territory_code))
    if initiative.affiliation:
        rows = rows.filter(starts_with("affiliation_path", initiative.affiliation))
    if initiative.industry_section:
        rows = rows.filter(industry_section=initiative.industry_section)
    if initiative.size_least:
        rows = rows.filter(headcount__gte=initiative.size_least)
    if initiative.size_most:
        rows = rows.filter(headcount__lte=initiative.size_most)
    return rows


def initiatives(scope: Scope) -> QuerySet[Initiative]:
    """Those of the asker's bodies, and those that reach into its territory or its line."""
    if not scope.may(Ability.SEE_CASES):
        return Initiative.objects.none()
    seen = Q(body__in=scope.bodies)
    for prefix in (*scope.territories, *scope.ordered):
        above = Q(territory_code__in=[prefix[:end] for end in range(len(prefix) + 1)])
        seen |= (above | starts_with("territory_code", prefix) | (ALL if not prefix else NONE)) & Q(affiliation="")
    for path in scope.affiliations:
        above = Q(affiliation__in=[path[:end] for end in range(8, len(path) + 1, 8)])
        seen |= above | (starts_with("affiliation", path) if path else ALL)
    return Initiative.objects.filter(seen).select_related("body", "version").order_by("-sent_at", "-id")


def initiative(scope: Scope, pk: int) -> Initiative:
    return or_not_found(initiatives(scope).filter(pk=pk).first())


# --- the three rates --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    rates: Rates


@dataclass(frozen=True, slots=True)
class Progress:
    total: Rates
    places: list[Place]


def progress(initiative: Initiative, scope: Scope, on: date) -> Progress:
    """By township; by district where it goes to more than one. The place with the least verified first."""
    digits = 9 if len(initiative.territory_code) >= DISTRICT_DIGITS else DISTRICT_DIGITS
    rows = addressed(initiative, scope, on)
    grouped = rows.order_by().annotate(place=Left("township_code", digits)).values("place").annotate(count=Count("pk"))
    counts = dict(grouped.values_list("place", "count"))
    answers = _answers(initiative, rows, digits)
    names = dict(Territory.objects.filter(code__in=counts).values_list("code", "name"))
    places = [
        Place(code, names.get(code, code), Rates(addressed=count, **answers[code])) for code, count in counts.items()
    ]
    places.sort(key=lambda place: (place.rates.verified_share, -place.rates.addressed, place.code))
    return Progress(sum((place.rates for place in places), Rates()), places)


def _answers(initiative: Initiative, rows: QuerySet[Workplace], digits: int) -> dict[str, Counter[str]]:
    mine = InitiativeAnswer.objects.filter(initiative=initiative, workplace__in=rows.order_by().values("pk"))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    grouped = mine.order_by().annotate(place=Left("township_code", digits)).values("place")
    counted = grouped.annotate(
        heard=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        said=Count("pk", filter=Q(complete=True)),
        seen=Count("pk", filter=Q(verified=True)),
        denied=Count("pk", filter=Q(verified=False)),
    )
    for place, heard, said, seen, denied in counted.values_list("place", "heard", "said", "seen", "denied"):
        found[place].update(acknowledged=heard, reported=said, verified=seen, refuted=denied)
    return found


def silent(initiative: Initiative, scope: Scope, on: date) -> QuerySet[Workplace]:
    """Who has not even acknowledged it, the largest first."""
    heard = InitiativeAnswer.objects.filter(initiative=initiative, acknowledged_at__isnull=False)
    rows = addressed(initiative, scope, on).exclude(pk__in=heard.values("workplace"))
    return rows.select_related("territory", "union").order_by("-headcount", "pk")


def refuted(initiative: Initiative, scope: Scope, on: date) -> QuerySet[InitiativeAnswer]:
    """Where an inspection found that it is not carried out: whoever had reported so first."""
    rows = InitiativeAnswer.objects.filter(initiative=initiative, verified=False)
    seen = addressed(initiative, scope, on).order_by().values("pk")
    return rows.filter(workplace__in=seen).select_related("workplace", "inspection").order_by("-complete", "pk")


def items_of(initiative: Initiative) -> list[Item]:
    """The items that it asks for, in the order of the paper."""
    known = checklist_of(initiative.version).items
    return [item for code, item in known.items() if code in initiative.items]


# --- for a delegate ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallAt:
    """One call at one workplace, and how far it has come there."""

    initiative: Initiative
    workplace: Workplace
    answer: InitiativeAnswer | None

    @property
    def is_acknowledged(self) -> bool:
        return self.answer is not None and self.answer.acknowledged_at is not None

    @property
    def is_complete(self) -> bool:
        return self.answer is not None and self.answer.complete


def calls(scope: Scope, at: datetime) -> list[CallAt]:
    """What is asked of the workplaces for which the asker reports; what is not answered first. Officers, who see whole
    territories, have the pages of the calls instead."""
    if scope.may(Ability.SEE_CASES) or not scope.may(Ability.FILE_REPORTS):
        return []
    places = list(intake.workplaces_to_report(scope)[:MINE])
    standing = open_initiatives(at)
    answers = {
        (row.initiative_id, row.workplace_id): row
        for row in InitiativeAnswer.objects.filter(initiative__in=standing, workplace__in=places)
    }
    found = [
        CallAt(one, place, answers.get((one.pk, place.pk)))
        for one in standing
        for place in places
        if addresses(one, place)
    ]
    return sorted(found, key=lambda call: (call.is_complete, call.is_acknowledged, call.initiative.due_at))


def open_initiatives(at: datetime) -> list[Initiative]:
    rows = Initiative.objects.filter(withdrawn_at=None, sent_at__lte=at, due_at__gt=at - OPEN_FOR)
    return list(rows.select_related("body", "version").order_by("due_at", "id"))


def call(scope: Scope, pk: int, place: int, at: datetime) -> CallAt:
    """One of the asker's own; a Problem where the call asks nothing of it."""
    workplace = intake.workplaces_to_report(scope).filter(pk=place).first()
    row = next((one for one in open_initiatives(at) if one.pk == pk), None)
    if workplace is None or row is None:
        raise Problem("not_found")
    if not addresses(row, workplace):
        raise Problem("initiative.not_addressed")
    return CallAt(row, workplace, row.answers.filter(workplace=workplace).first())


def calls_waiting(scope: Scope, at: datetime) -> int:
    return sum(1 for one in calls(scope, at) if not one.is_complete)

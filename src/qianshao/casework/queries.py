"""Questions about cases. A case is seen by who sees its workplace, and by every body that had a turn with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, Step
from qianshao.casework.rules import ladder
from qianshao.casework.rules.ladder import Turn
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake.models import Observation
from qianshao.policy import loading
from qianshao.policy.calendar import CHINA
from qianshao.policy.ladder import Category
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, BodyKind, Territory, Workplace
from qianshao.registry.rules.duties import Duty
from qianshao.registry.scope import Ability, Scope, visible_workplaces


def cases(scope: Scope) -> QuerySet[Case]:
    """All that the asker may see; none without the ability to see cases.

    Nobody of the enterprise's own union sees one, in whatever role: the danger may be what it was told to keep
    quiet, and a worker's words may tell who wrote them.
    """
    if not scope.may(Ability.SEE_CASES):
        return Case.objects.none()
    had_a_turn = Q(pk__in=Case.objects.filter(steps__body__in=scope.bodies).values("pk"))
    own_union = Q(workplace__union__in=scope.bodies, workplace__union__kind=BodyKind.ENTERPRISE_UNION)
    return Case.objects.filter(visible_workplaces(scope, "workplace__") | had_a_turn).exclude(own_union)


def case(scope: Scope, number: str) -> Case:
    found = cases(scope).select_related("workplace", "workplace__territory", "owner", "policy")
    row = found.filter(number=number).first()
    if row is None:
        raise Problem("not_found")
    return row


def own_case(scope: Scope, number: str) -> Case:
    """A case that the asker's own body deals with, or has dealt with last."""
    row = case(scope, number)
    if not scope.may(Ability.HANDLE_CASES):
        raise Problem("access.none")
    if row.owner_id not in scope.bodies:
        raise Problem("case.not_owner", owner=row.owner.name if row.owner else "")
    return row


# --- lists ------------------------------------------------------------------------------------------------

STATES = ("open", "overdue", "closed", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; empty values narrow nothing."""

    state: str = ""
    category: str = ""
    territory: str = ""
    text: str = ""


def find(scope: Scope, wanted: Wanted, at: datetime) -> QuerySet[Case]:
    """The cases that fit, open ones first by deadline, then the newest."""
    rows = _with_what_lists_show(cases(scope).filter(_fits(wanted), _in_state(wanted.state, at)))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "deadline", "-id")


def counts(scope: Scope, wanted: Wanted, at: datetime) -> dict[str, int]:
    """How many fit in each state."""
    fitting = cases(scope).filter(_fits(replace(wanted, state="")))
    return fitting.aggregate(**{state: Count("pk", filter=_in_state(state, at)) for state in STATES})


def _fits(wanted: Wanted) -> Q:
    fits = starts_with("township_code", wanted.territory)
    if wanted.category:
        fits &= Q(category=wanted.category)
    if wanted.text:
        fits &= Q(number__contains=wanted.text) | Q(workplace__name__icontains=wanted.text)
    return fits


def _in_state(state: str, at: datetime) -> Q:
    return {
        "open": Q(closed_at=None),
        "overdue": Q(closed_at=None, deadline__lt=at),
        "closed": Q(closed_at__isnull=False),
    }.get(state, Q(pk__isnull=False))


def _with_what_lists_show(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With ``township``, the name of the division, and ``seen``, whether its owner has acknowledged it."""
    township = Territory.objects.filter(code=OuterRef("township_code")).values("name")[:1]
    seen = Step.objects.filter(case=OuterRef("pk"), ended_at=None, acknowledged_at__isnull=False)
    return rows.select_related("workplace", "owner").annotate(township=Subquery(township), seen=Exists(seen))


def inbox(scope: Scope) -> QuerySet[Case]:
    """What the asker's bodies own, the nearest deadline first."""
    mine = cases(scope).filter(owner__in=scope.bodies, closed_at=None)
    return _with_what_lists_show(mine).order_by("deadline", "id")


def inbox_mark(scope: Scope) -> str:
    """Changes whenever the inbox does: what the page waits for. Whatever happens to a case leaves an entry."""
    mine = Case.objects.filter(owner__in=scope.bodies, closed_at=None)
    newest = Entry.objects.filter(case__in=mine).aggregate(last=Max("pk"))["last"]
    return f"{mine.count()}-{newest or 0}"


CHOICES = 60
"""As many as a list to choose from can hold."""


def places(scope: Scope) -> list[Territory]:
    """The divisions to choose from: townships, or wider ones where cases come from too many of them."""
    codes = set(cases(scope).order_by().values_list("township_code", flat=True).distinct())
    for length in (9, 6, 4, 2):
        wider = {code[:length] for code in codes}
        if len(wider) <= CHOICES:
            break
    return list(Territory.objects.filter(code__in=wider).order_by("code"))


# --- one case ---------------------------------------------------------------------------------------------


def steps_of(case: Case) -> QuerySet[Step]:
    """Takes a case that the asker was shown, as all below do."""
    return case.steps.select_related("body").order_by("position")


def entries_of(case: Case) -> QuerySet[Entry]:
    """Everything that was done or said, in order."""
    return case.entries.select_related("body", "to_body", "observation").order_by("id")


def reports_of(case: Case) -> QuerySet[CaseReport]:
    return case.reports.select_related("daily_report", "observation").order_by("id")


def unnamed_moments(case: Case) -> frozenset[datetime]:
    """The times at which somebody wrote who gave no name. They are shown to the hour only, wherever they turn up."""
    return frozenset(case.entries.filter(observation__isnull=False).values_list("at", flat=True))


def duties_of(case: Case, at: datetime) -> dict[str, list[Duty]]:
    """Who answers for the workplace, by what each duty rests on."""
    found: dict[str, list[Duty]] = {}
    for duty in registry.duties_of(case.workplace, _day(at)):
        found.setdefault(duty.tie, []).append(duty)
    return found


def may_take_over(case: Case, at: datetime) -> list[Body]:
    """The union bodies that answer for the workplace, beside the owner: to whom it can be handed over."""
    order = registry.order_in_force(case.workplace, at)
    answering = {duty.body_id for duty in registry.duties_of(case.workplace, _day(at)) if duty.kind in UNION_KINDS}
    ids = answering | ({order.body_id} if order else set())
    return list(Body.objects.filter(pk__in=ids - {case.owner_id}, kind__in=UNION_KINDS).order_by("-level", "number"))


UNION_KINDS = frozenset({"federation", "group_union"})


def _day(at: datetime) -> date:
    return at.astimezone(ladder.ZONE).date()


# --- whose turn it is -------------------------------------------------------------------------------------


class NobodyAnswers(Exception):
    """No federation is known at all: the work waits until one is entered."""


def turns_of(workplace: Workplace, category: Category, at: datetime) -> list[Turn]:
    """The ladder of one danger at one workplace, as the ties stand now. Never empty."""
    order = registry.order_in_force(workplace, at)
    turns = ladder.climb(category, registry.duties_of(workplace, _day(at)), order_body=order.body_id if order else None)
    if not turns:
        raise NobodyAnswers
    return turns


def category_of(case: Case) -> Category:
    """By the policy that the case was opened under; by the one in force where that can no longer be read."""
    try:
        policy = loading.parse(case.policy.text, source=loading.CATEGORIES)
    except loading.PolicyError:
        policy = loading.shipped()
    return policy.of(case.category)


@dataclass(frozen=True, slots=True)
class Following:
    """Who gets a case at a deadline that passes, from the ladder as it stands. ``same``: nobody is above the owner."""

    rung: int
    body_id: int
    deadline: datetime
    same: bool


def following(case: Case, at: datetime, had_a_turn: frozenset[int] | None = None) -> Following:
    """What the ladder does with an open case at ``at``. Where nobody at all answers any more, its owner keeps it."""
    if had_a_turn is None:
        had_a_turn = frozenset(case.steps.values_list("body_id", flat=True))
    try:
        turns = turns_of(case.workplace, category_of(case), at)
    except NobodyAnswers:
        turns = [Turn(case.owner_id or 0, ladder.FALLBACK)]
    rung = ladder.next_rung([turn.body_id for turn in turns], had_a_turn, case.rung)
    turn = turns[rung]
    return Following(rung, turn.body_id, ladder.due(at, turn.term, CHINA), same=turn.body_id == case.owner_id)


@dataclass(frozen=True, slots=True)
class Next:
    """Who gets a case if nothing is done by its deadline, and would have it until when. ``same`` when nobody is above
    the owner."""

    body: Body
    until: datetime
    same: bool


def next_of(case: Case) -> Next | None:
    """What the ladder would do at the deadline, as the ties stand now; None for a closed case."""
    if case.closed_at or case.deadline is None:
        return None
    then = following(case, case.deadline)
    return Next(Body.objects.get(pk=then.body_id), then.deadline, then.same)


# --- for the reporter, who holds the receipt --------------------------------------------------------------


def case_of_observation(observation: Observation) -> Case | None:
    """None for the moment until the worker has taken the report."""
    links = CaseReport.objects.filter(observation=observation)
    link = links.select_related("case__owner", "case__policy", "case__workplace").first()
    return link.case if link else None


def entries_for_reporter(case: Case, observation: Observation) -> QuerySet[Entry]:
    """What was done, from the moment of their report on; of what reports and reporters say, only their own."""
    of_reports = Q(kind__in=(EntryKind.OPENED, EntryKind.JOINED, EntryKind.ANSWERED))
    theirs = ~of_reports | Q(observation=observation)
    first = case.entries.filter(observation=observation).order_by("id").values_list("pk", flat=True).first()
    said = case.entries.filter(theirs, for_reporter=True, pk__gte=first or 0)
    return said.select_related("body", "to_body").order_by("id")


def standing_for_reporter(case: Case, observation: Observation) -> str:
    """Where it stands in one word: resolved, asked (and not answered yet), acted, seen, or waiting."""
    if case.closed_at:
        return "resolved"
    entries = entries_for_reporter(case, observation)
    talk = entries.filter(kind__in=(EntryKind.ASKED, EntryKind.ANSWERED)).order_by("-id").first()
    if talk and talk.kind == EntryKind.ASKED:
        return "asked"
    step = case.steps.filter(ended_at=None).first()
    if step is None or step.acknowledged_at is None:
        return "waiting"
    acted = case.entries.filter(kind=EntryKind.ACTED, body=step.body_id, at__gte=step.received_at).exists()
    return "acted" if acted else "seen"


def unanswered_words(case: Case, observation: Observation) -> int:
    """How often this reporter has written since a body last did something."""
    last = case.entries.filter(body__isnull=False).aggregate(last=Max("pk"))["last"] or 0
    return case.entries.filter(kind=EntryKind.ANSWERED, observation=observation, pk__gt=last).count()

"""What comes before a meeting: found in the records, with the facts from which its sentences are made.

Facts hold numbers, codes and names of places and bodies, and no word that a reporter wrote. Where few people work, what
a worker reports could tell who it was: there the township stands for the workplace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone, translation

from qianshao.briefing.models import Item, ItemKind, Meeting
from qianshao.briefing.rolls import queries as rolls
from qianshao.casework import queries as casework
from qianshao.casework.models import Case, CaseReport, CommitmentState, Step, StepOutcome
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import DailyReport, Source
from qianshao.policy import reporting
from qianshao.policy import rolls as policy
from qianshao.registry.models import Body, Territory, Workplace
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption.models import Spell, Standing
from qianshao.resumption.queries import counts, initiatives
from qianshao.surveillance import queries as surveillance
from qianshao.surveillance.wording import say

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=14)
LARGEST = 3
INITIATIVES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One point: what it is about, and the facts of its sentence."""

    kind: str
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """``counts``: of each kind how many there are, also those that are not shown."""

    points: list[Found]
    counts: dict[str, int]
    figures: dict[str, Any]


def scope_of(body: Body, at: datetime) -> Scope:
    """What the body's own officers see."""
    return Scope(
        territories=(body.territory_id or "",),
        bodies=frozenset({body.pk}),
        abilities=frozenset({Ability.SEE_BOARD, Ability.SEE_CASES, Ability.HANDLE_CASES}),
        level=body.level,
        at=at,
    )


class Gathering:
    """One look at the records, for one body and day."""

    def __init__(self, body: Body, day: date, at: datetime) -> None:
        self.body, self.day, self.at = body, day, at
        self.scope, self.code = scope_of(body, at), body.territory_id or ""
        self.shown, self.serious = policy.in_force().shown, policy.in_force().serious
        self.small = reporting.in_force().small_workplace
        self.counts: dict[str, int] = {}

    def gather(self) -> Gathered:
        parts = (
            self.new_and_serious(),
            self.signals(),
            self.overdue(),
            self.silent(),
            self.commitments(),
            self.behind(),
            self.restarts(),
            self.left_over(),
        )
        seen: set[str] = set()
        points = []
        for point in (point for part in parts for point in part):
            if point.subject not in seen:
                seen.add(point.subject)
                points.append(point)
        return Gathered(points, self.counts, self.figures())

    # --- cases ----------------------------------------------------------------------------------------------

    def new_and_serious(self) -> Iterator[Found]:
        rows = self._open().filter(severity__lte=self.serious, opened_at__gt=self.at - DAY)
        yield from self._cases(ItemKind.SERIOUS, rows.order_by("severity", "-opened_at"))

    def overdue(self) -> Iterator[Found]:
        """Past its deadline with its owner, or moved up since yesterday because somebody let it pass."""
        late = self._open().filter(deadline__lt=self.at).order_by("deadline")
        passed = Step.objects.filter(
            case__in=self._open().order_by().values("pk"),
            ended_at__gt=self.at - DAY,
            outcome__in=(StepOutcome.SILENT, StepOutcome.UNFINISHED),
        )
        yield from self._cases(ItemKind.OVERDUE, late)
        moved = passed.select_related("body").order_by("case_id", "-position")
        silent: dict[int, str] = {}
        for step in moved:
            silent.setdefault(step.case_id, step.body.name)
        before = self.counts[ItemKind.OVERDUE]
        others = self._open().filter(pk__in=silent).exclude(deadline__lt=self.at).order_by("severity", "opened_at")
        for point in self._cases(ItemKind.OVERDUE, others):
            yield Found(point.kind, point.subject, {**point.facts, "silent": silent[int(point.facts["case"])]})
        self.counts[ItemKind.OVERDUE] += before

    def _open(self) -> QuerySet[Case]:
        return casework.cases(self.scope).filter(starts_with("township_code", self.code), closed_at=None)

    def _cases(self, kind: str, rows: QuerySet[Case]) -> Iterator[Found]:
        self.counts[kind] = rows.count()
        shown = list(rows.select_related("workplace", "owner")[: self.shown])
        towns = _names(case.township_code for case in shown)
        of_workers = CaseReport.objects.filter(case__in=shown, observation__isnull=False)
        told_by_workers = set(of_workers.values_list("case", flat=True))
        for case in shown:
            is_discreet = case.pk in told_by_workers and case.workplace.headcount < self.small
            facts = {
                "case": case.pk,
                "number": case.number,
                "category": case.category,
                "severity": case.severity,
                "place": "" if is_discreet else case.workplace.name,
                "township": towns.get(case.township_code, case.township_code),
                "owner": case.owner.name if case.owner else "",
                "opened_at": case.opened_at.isoformat(),
                "deadline": case.deadline.isoformat() if case.deadline else "",
            }
            yield Found(kind, f"case {case.pk}", facts)

    # --- what is known of workplaces ------------------------------------------------------------------------

    def silent(self) -> Iterator[Found]:
        """As the roll has it, so far as nothing has been heard since; without a roll, as of now."""
        rows = rolls.silent(self.scope, self.code, day=self.day, moment=self.at)
        self.counts[ItemKind.SILENT] = rows.count()
        shown = list(rows[: self.shown])
        towns = _names(place.township_code for place in shown)
        last = _last_reports(shown, self.day)
        for place in shown:
            known = last.get(place.pk)
            facts = {
                "workplace": place.pk,
                "place": place.name,
                "township": towns.get(place.township_code, place.township_code),
                "people": place.headcount,
                "days": (self.day - known).days if known else None,
            }
            yield Found(ItemKind.SILENT, f"workplace {place.pk}", facts)

    def restarts(self) -> Iterator[Found]:
        """Of the day; as long as nothing has changed on it, which is so on most mornings, of the day before."""
        counted = counts(self.scope, self.code, day=self.day)
        if not counted.growth:
            counted = counts(self.scope, self.code, day=self.day - DAY)
        self.counts[ItemKind.RESTART] = 0
        if not counted.total and not counted.day_before:
            return
        new = Spell.objects.filter(
            starts_with("township_code", self.code), standing=Standing.WORKING, since=counted.day
        )
        largest = new.select_related("workplace").order_by("-workplace__headcount", "pk")[:LARGEST]
        self.counts[ItemKind.RESTART] = new.count()
        facts = {
            "day": counted.day.isoformat(),
            "total": counted.total,
            "day_before": counted.day_before,
            "workplaces": counted.workplaces,
            "new": self.counts[ItemKind.RESTART],
            "largest": [one.workplace.name for one in largest],
        }
        yield Found(ItemKind.RESTART, f"restarts {self.day}", facts)

    # --- signals, commitments, calls ------------------------------------------------------------------------

    def signals(self) -> Iterator[Found]:
        rows = surveillance.signals(self.scope, "open").filter(starts_with("territory", self.code))
        self.counts[ItemKind.SIGNAL] = rows.count()
        for row in rows[: self.shown]:
            words = {}
            for language, _ in settings.LANGUAGES:
                with translation.override(language):
                    words[language] = say(row).seen
            yield Found(ItemKind.SIGNAL, f"signal {row.pk}", {"signal": row.pk, "people": row.people, "words": words})

    def commitments(self) -> Iterator[Found]:
        """What is due by the end of the day, and what was due and nobody has settled."""
        evening = datetime.combine(self.day + DAY, time.min, tzinfo=timezone.get_default_timezone())
        rows = casework.commitments(self.scope).filter(state=CommitmentState.OPEN, due_at__lt=evening)
        self.counts[ItemKind.COMMITMENT] = rows.count()
        for row in rows.order_by("due_at", "pk")[: self.shown]:
            facts = {
                "commitment": row.pk,
                "by": row.by.name,
                "what": row.what,
                "due_at": row.due_at.isoformat(),
                "case": row.case.number if row.case else "",
            }
            yield Found(ItemKind.COMMITMENT, f"commitment {row.pk}", facts)

    def behind(self) -> Iterator[Found]:
        """Calls that are running or ended in the last fortnight, and that not all have carried out."""
        rows = initiatives.initiatives(self.scope).filter(withdrawn_at=None, sent_at__lte=self.at - DAY)
        found = []
        for row in rows.filter(due_at__gt=self.at - LOOK_BACK)[:INITIATIVES]:
            rates = initiatives.progress(row, self.scope, self.day).total
            if rates.addressed > rates.reported:
                facts = {
                    "initiative": row.pk,
                    "title": row.title,
                    "body": row.body.name,
                    "due_at": row.due_at.isoformat(),
                    **{name: getattr(rates, name) for name in ("addressed", "acknowledged", "reported", "verified")},
                    "refuted": rates.refuted,
                }
                found.append(Found(ItemKind.INITIATIVE, f"initiative {row.pk}", facts))
        self.counts[ItemKind.INITIATIVE] = len(found)
        yield from found

    def left_over(self) -> Iterator[Found]:
        """What was brought up in the last meeting and not dealt with."""
        self.counts[ItemKind.OWN] = 0
        last = Meeting.objects.filter(body=self.body, day__lt=self.day, ended_at__isnull=False).order_by("-day").first()
        if last is None:
            return
        for item in Item.objects.filter(meeting=last, kind=ItemKind.OWN, state="open").order_by("position"):
            yield Found(ItemKind.OWN, item.subject, {**item.facts, "from": last.day.isoformat()})

    def figures(self) -> dict[str, Any]:
        """How things stand, for the head of the page and the minutes. Of a day whose roll is closed, by the roll."""
        closed = rolls.roll(self.scope, self.code, self.day)
        state = rolls.called(self.scope, closed, self.code) if closed else None
        told = (state or rolls.as_of(self.scope, self.code, day=self.day, moment=self.at)).total
        open_cases = self._open()
        restarted = counts(self.scope, self.code, day=self.day)
        return {
            "as_of": self.at.isoformat(),
            "cut_off": closed.cut_off.isoformat() if closed else "",
            "workplaces": told.workplaces,
            "answered": told.answered,
            "heard": told.heard,
            "silent": told.silent,
            "late": told.late,
            "wrong": told.wrong,
            "open_cases": open_cases.count(),
            "overdue": open_cases.filter(deadline__lt=self.at).count(),
            "restarted": restarted.total,
            "restarted_before": restarted.day_before,
            "counts": self.counts,
        }


def _last_reports(places: Iterable[Workplace], day: date) -> dict[int, date]:
    """On which day each was last heard of, in a fortnight."""
    rows = DailyReport.objects.filter(workplace__in=list(places), day__lt=day, day__gte=day - LOOK_BACK)
    rows = rows.filter(source__in=(Source.UNION, Source.FEDERATION)).order_by()
    return dict(rows.values("workplace").annotate(last=Max("day")).values_list("workplace", "last"))


def _names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Territory.objects.filter(code__in=set(codes)).values_list("code", "name"))


def townships(body: Body) -> list[Body]:
    """The federations directly below, which take part."""
    return list(Body.objects.filter(parent=body, kind=body.kind, closed_on=None).order_by("territory_id", "number"))

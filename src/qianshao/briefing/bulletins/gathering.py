"""The figures of a bulletin, each by one query that is said beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from qianshao.briefing.bulletins.rules.figures import Figure, Figures
from qianshao.briefing.meetings.gathering import scope_of
from qianshao.briefing.models import Period, Roll, RollLine
from qianshao.briefing.rolls import queries as rolls
from qianshao.casework import queries as casework
from qianshao.casework.models import CommitmentState, Step, StepOutcome
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import DailyReport, Source
from qianshao.policy import rolls as policy
from qianshao.registry.models import Body
from qianshao.resumption.models import Inspection, InspectionState, Outcome, Spell, Standing
from qianshao.resumption.queries import counts
from qianshao.surveillance import queries as surveillance

DAY, WEEK = timedelta(days=1), timedelta(days=7)
Counts = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the last; what happened after ``until`` is not in it."""

    first: date
    last: date
    until: datetime

    @property
    def start(self) -> datetime:
        return _midnight(self.first)


def window(period: str, last: date, at: datetime) -> Window:
    """The day, or the week that ends on it, up to its end or up to now."""
    first = last if period == Period.DAY else last - WEEK + DAY
    return Window(first, last, min(at, _midnight(last + DAY)))


def figures(body: Body, period: str, last: date, at: datetime) -> Figures:
    """With those of the day or week before, up to the same hour, so that a day that is not over is not compared with a
    whole one; and, of a day, with the same day of the week before."""
    now = window(period, last, at)
    back = DAY if period == Period.DAY else WEEK
    values = _values(body, now)
    before = _values(body, _shifted(now, back))
    earlier = _values(body, _shifted(now, WEEK)) if period == Period.DAY else {}
    return Figures(
        Figure(name, value, before.get(name), earlier.get(name)) for name, value in values.items() if value is not None
    )


def _shifted(one: Window, back: timedelta) -> Window:
    return Window(one.first - back, one.last - back, one.until - back)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _values(body: Body, within: Window) -> Counts:
    """Empty for a time before the first report: that is not known, and no time of zeros."""
    code = body.territory_id or ""
    if not DailyReport.objects.filter(starts_with("township_code", code), day__lte=within.last).exists():
        return {}
    return _reports(body, within) | _cases(body, within) | _restarts(body, within) | _others(body, within)


def _reports(body: Body, within: Window) -> Counts:
    """By the closed rolls; of a day whose roll is still to come, as of now."""
    code = body.territory_id or ""
    names = ("workplaces", "answered", "heard", "wrong")
    lines = RollLine.objects.filter(
        starts_with("township_code", code), roll__territory=code[:6], roll__day__range=(within.first, within.last)
    ).filter(roll__cut_off__lte=within.until)
    sums = lines.aggregate(**{name: Sum(name) for name in names})
    closed = list(
        Roll.objects.filter(territory=code[:6], day__range=(within.first, within.last), cut_off__lte=within.until)
    )
    found: Counts = {name: sums[name] or 0 for name in names}
    found["late"] = sum(
        _unions(code, roll.day).filter(received_at__gt=roll.cut_off, received_at__lte=within.until).count()
        for roll in closed
    )
    if not closed:
        total = rolls.as_of(scope_of(body, within.until), code, day=within.last, moment=within.until).total
        found = {name: getattr(total, name) for name in names} | {"late": 0}
    found["silent"] = max((found["workplaces"] or 0) - (found["answered"] or 0) - (found["heard"] or 0), 0)
    return found


def _unions(code: str, day: date) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(starts_with("township_code", code), day=day, source=Source.UNION, revision=1)


def _cases(body: Body, within: Window) -> Counts:
    code, span = body.territory_id or "", (within.start, within.until)
    seen = casework.cases(scope_of(body, within.until)).filter(starts_with("township_code", code))
    opened = seen.filter(opened_at__range=span)
    open_then = seen.filter(opened_at__lte=within.until).exclude(closed_at__lte=within.until)
    turns = Step.objects.filter(case__in=seen.order_by().values("pk"))
    late = turns.filter(received_at__lte=within.until, due_at__lt=within.until).exclude(ended_at__lte=within.until)
    passed = turns.filter(ended_at__range=span, outcome=StepOutcome.SILENT)
    letters = casework.letters(scope_of(body, within.until)).filter(starts_with("case__township_code", code))
    return {
        "opened": opened.count(),
        "serious": opened.filter(severity__lte=policy.in_force().serious).count(),
        "closed": seen.filter(closed_at__range=span).count(),
        "open": open_then.count(),
        "overdue": late.filter(case__in=open_then.order_by().values("pk")).values("case").distinct().count(),
        "moved_up": passed.count(),
        "letters": letters.filter(sent_at__range=span).count(),
        "referrals": seen.filter(referrals__referred_at__range=span).count(),
    }


def _restarts(body: Body, within: Window) -> Counts:
    code = body.territory_id or ""
    scope = scope_of(body, within.until)
    new = Spell.objects.filter(
        starts_with("township_code", code), standing=Standing.WORKING, since__range=(within.first, within.last)
    )
    visits = Inspection.objects.filter(
        starts_with("township_code", code), state=InspectionState.DONE, done_at__range=(within.start, within.until)
    )
    return {
        "restarted": counts(scope, code, day=within.last).total,
        "newly_working": new.count(),
        "inspected": visits.count(),
        "failed": visits.exclude(outcome=Outcome.PASSED).count(),
    }


def _others(body: Body, within: Window) -> Counts:
    code, scope, span = body.territory_id or "", scope_of(body, within.until), (within.start, within.until)
    signals = surveillance.signals(scope).filter(starts_with("territory", code))
    said = casework.commitments(scope).filter(starts_with("territory", code))
    settled = said.filter(settled_at__range=span)
    return {
        "signals": signals.filter(seen_at__range=span).count(),
        "confirmed": signals.filter(judged_at__range=span, verdict="confirmed").count(),
        "undertaken": said.filter(recorded_at__range=span).count(),
        "kept": settled.filter(state=CommitmentState.KEPT).count(),
        "broken": settled.filter(state=CommitmentState.BROKEN).count(),
    }

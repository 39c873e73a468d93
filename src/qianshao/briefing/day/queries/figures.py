"""The figures behind the charts of a day: up to it, and for what the asker sees of a territory."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Q, Sum
from django.utils import timezone

from qianshao.briefing.day.rules.curve import Stated, newly_ill
from qianshao.casework import queries as casework
from qianshao.casework.rules.answers import Held
from qianshao.core.batches import batches
from qianshao.core.prefixes import starts_with
from qianshao.intake import queries as intake
from qianshao.intake.models import DayTally, Source
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_within
from qianshao.resumption.models import Standing
from qianshao.resumption.queries.counts import operating, standing_rows

MANAGEMENT = (Source.EMPLOYER, Source.MANAGEMENT)
WITHIN = (1, 4, 12, 24, 48)
"""Hours within which a body answered."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Day:
    """``workplaces``: how many were to report; ``reported``: of how many the union did. Both None on days before the
    first report of the window: nothing is known then."""

    day: date
    symptoms: int
    confirmed: int
    reported: int | None
    workplaces: int | None

    @property
    def share(self) -> float | None:
        if self.reported is None or not self.workplaces:
            return None
        return min(100 * self.reported / self.workplaces, 100.0)


@dataclass(frozen=True, slots=True)
class Answered:
    """``within``: turns answered within each of ``WITHIN`` hours and not within the one before; ``later``; ``lapsed``:
    the deadline passed without an answer; ``waiting``. ``median_hours`` over those that were answered."""

    within: tuple[int, ...]
    later: int
    lapsed: int
    waiting: int
    median_hours: float | None

    @property
    def total(self) -> int:
        return sum(self.within) + self.later + self.lapsed + self.waiting


@dataclass(frozen=True, slots=True)
class Industry:
    section: str
    workplaces: int
    working: int
    never_stopped: int

    @property
    def rest(self) -> int:
        return max(self.workplaces - self.working - self.never_stopped, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    days: list[Day]
    answered: Answered
    industries: list[Industry]


def figures(scope: Scope, code: str, day: date, days: int) -> Figures:
    industries = _industries(scope, code, day)
    there = sum(one.workplaces for one in industries)
    return Figures(_days(scope, code, day, days, there), _answered(scope, code, day, days), industries)


# --- day by day -------------------------------------------------------------------------------------------


def _days(scope: Scope, code: str, last: date, days: int, there: int) -> list[Day]:
    """``there``: how many workplaces there are on the last day."""
    first = last - timedelta(days=days - 1)
    symptoms, confirmed = newly_ill(_stated(scope, code, first, last), days)
    reported = _reported(scope, code, first, last)
    awaited = _awaited(scope, code, first, last, there)
    begun = min(reported, default=last)
    out = []
    for number in range(days):
        day = first + timedelta(days=number)
        known = day >= begun
        out.append(
            Day(
                day,
                int(symptoms[number]),
                int(confirmed[number]),
                reported[day] if known else None,
                awaited[day] if known else None,
            )
        )
    return out


def _stated(scope: Scope, code: str, first: date, last: date) -> list[Stated]:
    """Of the workplaces where anybody was ill, all that was stated: the newest revision of each source and day."""
    on = Q(starts_with("township_code", code), day__gte=first, day__lte=last)
    ill = Q(fever__gt=0) | Q(respiratory__gt=0) | Q(suspected__gt=0) | Q(confirmed__gt=0)
    rows = intake.daily_reports(scope).filter(on)
    where = sorted(set(rows.filter(ill, all_clear=False).order_by().values_list("workplace_id", flat=True)))
    newest: dict[tuple[int, date, str], tuple[int, Stated]] = {}
    fields = ("workplace_id", "day", "source", "revision", "fever", "respiratory", "suspected", "confirmed")
    for some in batches(where, BATCH):
        of_these = rows.filter(workplace__in=some).order_by()
        for place, day, source, revision, *people in of_these.values_list(*fields):
            fever, cough, suspected, confirmed = (one or 0 for one in people)
            # A person may have fever and cough: the larger of both is the least number.
            symptoms = max(fever, cough, suspected)
            one = Stated(place, source in MANAGEMENT, (day - first).days, symptoms, confirmed)
            if newest.get((place, day, source), (0, one))[0] < revision:
                newest[place, day, source] = revision, one
    return [one for _, one in newest.values()]


def _reported(scope: Scope, code: str, first: date, last: date) -> Counter[date]:
    """By day; from the tallies where the whole territory is seen, as on the board."""
    on = Q(starts_with("township_code", code), day__gte=first, day__lte=last)
    if scope.covers_territory(code):
        tallies = DayTally.objects.filter(on).order_by().values("day").annotate(count=Sum("reported"))
        found = dict(tallies.values_list("day", "count"))
    else:
        reports = intake.daily_reports(scope).filter(on, source=Source.UNION, revision=1)
        found = dict(reports.order_by().values("day").annotate(count=Count("pk")).values_list("day", "count"))
    return Counter({day: count for day, count in found.items() if count})


def _awaited(scope: Scope, code: str, first: date, last: date, there: int) -> Counter[date]:
    """How many workplaces existed on each day: those of the last day, without and with those that changed since."""
    since = Q(opened_on__gt=first, opened_on__lte=last) | Q(closed_on__gt=first, closed_on__lte=last)
    seen = Workplace.objects.filter(visible_within(scope, code), since).order_by()
    changed = Counter(seen.values_list("opened_on", "closed_on"))

    def of_these(day: date) -> int:
        return sum(count for (opened, closed), count in changed.items() if _there(day, opened, closed))

    steady = there - of_these(last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Counter({day: steady + of_these(day) for day in days})


def _there(day: date, opened: date | None, closed: date | None) -> bool:
    return (opened is None or opened <= day) and (closed is None or closed > day)


# --- answers and restarts ---------------------------------------------------------------------------------


def _answered(scope: Scope, code: str, last: date, days: int) -> Answered:
    start, end = _midnight(last - timedelta(days=days - 1)), _midnight(last + timedelta(days=1))
    turns = casework.turns_on(scope, code, start, end)
    hours = [hour for turn in turns if (hour := _hours(turn, end)) is not None]
    borders = (0, *WITHIN)
    within = tuple(
        sum(least < hour <= most or (hour == least == 0) for hour in hours)
        for least, most in itertools.pairwise(borders)
    )
    silent = [turn for turn in turns if _hours(turn, end) is None]
    waiting = sum(turn.ended_at is None or turn.ended_at >= end for turn in silent)
    found = round(median(hours), 1) if hours else None
    return Answered(within, sum(hour > WITHIN[-1] for hour in hours), len(silent) - waiting, waiting, found)


def _hours(turn: Held, end: datetime) -> float | None:
    """Until the first answer, as far as it had come by the end of the day."""
    if turn.answered_at is None or turn.answered_at >= end:
        return None
    return max((turn.answered_at - turn.received_at) / timedelta(hours=1), 0.0)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _industries(scope: Scope, code: str, day: date) -> list[Industry]:
    every = operating(scope, code, day).order_by().values("industry_section").annotate(count=Count("pk"))
    whole = Counter(dict(every.values_list("industry_section", "count")))
    wanted = (Standing.WORKING, Standing.NEVER_STOPPED)
    rows = standing_rows(scope, code, by=("industry", "standing"), day=day, standings=wanted)
    found = Counter({row.kinds: row.count for row in rows})
    return [
        Industry(section, count, found[section, Standing.WORKING], found[section, Standing.NEVER_STOPPED])
        for section, count in sorted(whole.items(), key=lambda one: (-one[1], one[0]))
    ]

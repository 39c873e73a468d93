"""From rows to arrays: what the workplaces of a district reported up to a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from django.db.models import Q
from django.utils import timezone

from qianshao.core.prefixes import starts_with
from qianshao.detection.counts import Integers
from qianshao.intake.models import DailyReport, Observation, Source
from qianshao.policy import reporting
from qianshao.registry.scope import Scope
from qianshao.resumption.models import Sharing
from qianshao.resumption.queries.counts import operating
from qianshao.resumption.queries.transport import in_use
from qianshao.surveillance.queries.history import by_week
from qianshao.surveillance.rules.records import Link, Records, new_ones

MANAGEMENT = frozenset({Source.EMPLOYER.value, Source.MANAGEMENT.value})
ILLNESS = ("symptomatic_at_work", "infection_at_workplace", "concealed_illness")
"""Kinds of danger by which workers say that somebody is ill."""

FIGURES = ("fever", "respiratory", "suspected", "confirmed", "asymptomatic")


def records(scope: Scope, district: str, day: date, days: int, *, asymptomatic: bool) -> Records:
    """``asymptomatic``: do infections without symptoms count as confirmed."""
    rows = (
        operating(scope, district, day)
        .order_by("pk")
        .values_list("pk", "headcount", "township_code", "latitude", "longitude")
    )
    table = list(rows)
    numbers = np.array([row[0] for row in table], np.int64)
    towns, town = np.unique(np.array([row[2] for row in table], dtype="U9"), return_inverse=True)
    read = _Reading(numbers, district, day, days)
    read.who_reported()
    read.what_is_wrong(asymptomatic)
    read.what_workers_say()
    points = np.array([(row[3], row[4]) for row in table], dtype=float).reshape(-1, 2)
    return Records(
        territory=district,
        day=day,
        numbers=numbers,
        people=np.maximum(np.array([row[1] for row in table], float), 1.0),
        town=town.astype(np.int64),
        towns=tuple(towns.tolist()),
        points=points,
        reported=read.reported,
        symptoms=read.symptoms,
        confirmed=read.confirmed,
        management=read.by_side[0],
        others=read.by_side[1],
        management_days=read.days_of_side[0],
        other_days=read.days_of_side[1],
        triangle=read.triangle(),
        weeks=by_week(district, day, tuple(towns.tolist())),
        links=read.links(day),
    )


class _Reading:
    def __init__(self, numbers: Integers, district: str, day: date, days: int) -> None:
        self.numbers, self.district, self.days = numbers, district, days
        self.first = day - timedelta(days=days - 1)
        shape = (len(numbers), days)
        self.reported = np.zeros(shape, np.bool_)
        self.symptoms, self.confirmed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.by_side = np.zeros((2, len(numbers)), np.int64)
        self.days_of_side = np.zeros((2, len(numbers)), np.int64)
        self.side = np.zeros((2, *shape), np.bool_)
        self.delay: dict[tuple[int, int], int] = {}

    def _on(self, **more: object) -> Q:
        return Q(starts_with("township_code", self.district), **more)

    def _at(self, keys: Iterable[int]) -> Integers:
        """Positions of primary keys; those that are not here are left out."""
        wanted = np.fromiter(keys, np.int64)
        if not len(self.numbers):
            return wanted[:0]
        at = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        found: Integers = at[self.numbers[at] == wanted]
        return found

    def who_reported(self) -> None:
        """A day at a time, so that no date is parsed; most sources have few rows beside the union's."""
        for t in range(self.days):
            rows = DailyReport.objects.filter(self._on(day=self.first + timedelta(days=t))).order_by()
            for side, which in ((0, Q(source__in=MANAGEMENT)), (1, ~Q(source__in=MANAGEMENT))):
                at = self._at(rows.filter(which).values_list("workplace_id", flat=True).iterator(20_000))
                self.side[side, at, t] = True
        self.reported = np.asarray(self.side.any(axis=0), np.bool_)
        self.days_of_side = self.side.sum(axis=2)

    def what_is_wrong(self, asymptomatic: bool) -> None:
        """Newly ill people by source; of two sources of one day the larger figure stands."""
        stated = {key: days for key, days in self._stated().items() if self._at([key[0]]).size}
        at, side = self._at(place for place, _ in stated), np.array([side for _, side in stated], np.int64)
        values = np.zeros((len(stated), 3, self.days), np.int64)
        for row, days in enumerate(stated.values()):
            for t, figures in days.items():
                values[row, :, t] = figures
        ill, sure, silent = np.moveaxis(new_ones(values, self.side[side, at][:, np.newaxis]), 1, 0)
        sure = sure + silent if asymptomatic else sure
        np.maximum.at(self.symptoms, at, ill)
        np.maximum.at(self.confirmed, at, sure)
        np.add.at(self.by_side, (side, at), (ill + sure).sum(axis=1))

    def _stated(self) -> dict[tuple[int, int], dict[int, tuple[int, int, int]]]:
        """By workplace and side: day → people with symptoms, confirmed, infected without symptoms. Only the last
        revision of a report counts. A person may have fever and cough: the larger of both is the least number."""
        window = {"day__gte": self.first, "day__lt": self.first + timedelta(days=self.days)}
        rows = DailyReport.objects.filter(self._on(all_clear=False, **window)).order_by()
        wrong = list(rows.values_list("workplace_id", "day", "source", "revision", *FIGURES, "received_at"))
        corrected = DailyReport.objects.filter(
            self._on(revision__gt=1, **window), workplace__in={row[0] for row in wrong}
        )
        last: dict[tuple[int, date, str], int] = defaultdict(lambda: 1)
        for place, day, source, revision in corrected.order_by().values_list(
            "workplace_id", "day", "source", "revision"
        ):
            last[place, day, source] = max(last[place, day, source], revision)
        out: dict[tuple[int, int], dict[int, tuple[int, int, int]]] = defaultdict(dict)
        for place, day, source, revision, *figures, received_at in wrong:
            late = max((timezone.localdate(received_at) - day).days, 0)
            at = (place, (day - self.first).days)
            self.delay[at] = min(self.delay.get(at, late), late)
            if revision == last[place, day, source]:
                fever, cough, suspected, confirmed, silent = (value or 0 for value in figures)
                t = (day - self.first).days
                old = out[place, int(source not in MANAGEMENT)].get(t, (0, 0, 0))
                new = (max(fever, cough, suspected), confirmed, silent)
                out[place, int(source not in MANAGEMENT)][t] = tuple(map(max, old, new))  # type: ignore[assignment]
        return out

    def triangle(self) -> Integers:
        """(D, L + 1) newly ill by day and delay; of several reports of a day the first one counts."""
        longest = min(reporting.in_force().days_back, self.days - 1)
        out = np.zeros((self.days, longest + 1), np.int64)
        for (place, t), late in self.delay.items():
            for at in self._at([place]):
                out[t, min(late, longest)] += int(self.symptoms[at, t] + self.confirmed[at, t])
        return out

    def links(self, day: date) -> tuple[Link, ...]:
        """What at least two of the workplaces here share on the day."""
        rows = Sharing.objects.filter(in_use(day), workplace__district_code=self.district).order_by("shared_id", "pk")
        found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        for number, kind, name, place in rows.values_list("shared_id", "shared__kind", "shared__name", "workplace_id"):
            found[number, kind, name] += self._at([place]).tolist()
        return tuple(Link(*key, tuple(sorted(set(its)))) for key, its in found.items() if len(set(its)) > 1)

    def what_workers_say(self) -> None:
        """A worker's word that somebody is ill is one more voice against management's figures; it is no count."""
        window = {"day__gte": self.first, "day__lt": self.first + timedelta(days=self.days)}
        rows = Observation.objects.filter(self._on(category__in=ILLNESS, **window)).order_by()
        at = self._at(rows.values_list("workplace_id", flat=True))
        np.add.at(self.by_side[1], at, 1)
        np.add.at(self.days_of_side[1], at, 1)

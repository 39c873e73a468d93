"""What a scan found, for a program and for a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import click
import numpy as np
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.detection.scan import Cluster, Found
from qianshao.detection.scan.zones import arc, radius_and_span
from qianshao.surveillance.commands.scan_arrays import Arrays

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Shown:
    """One cluster in the words of the files. ``radius_km`` and ``span_km`` as SaTScan prints them; of a set there are
    none, and ``centre`` is its name."""

    centre: str
    members: list[str]
    first: date
    last: date
    observed: int
    expected: float
    ratio: float
    relative_risk: float | None
    log_likelihood_ratio: float
    p: float | None
    gumbel_p: float | None
    recurrence_days: float | None
    radius_km: float | None
    span_km: float | None
    population: float | None
    annual_per_100000: float | None

    def as_dict(self) -> dict[str, Any]:
        plain = asdict(self)
        first, last = plain.pop("first"), plain.pop("last")
        return {"centre": plain.pop("centre"), "members": plain.pop("members"), "from": first, "to": last} | plain


@dataclass(frozen=True, slots=True)
class Answer:
    places: int
    first: date
    last: date
    cases: int
    population: float | None
    replications: int
    stopped_early: bool
    clusters: list[Shown]
    notes: list[str]

    def as_dict(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in ("places", "cases", "population", "replications")}
        return plain | {
            "from": self.first,
            "to": self.last,
            "stopped_early": self.stopped_early,
            "clusters": [one.as_dict() for one in self.clusters],
            "notes": self.notes,
        }

    def captions(self) -> list[str]:
        return [
            _("{number}. {centre}: {observed} cases, {expected} expected, {first} to {last}, p {p}").format(
                number=number,
                centre=one.centre,
                observed=one.observed,
                expected=f"{one.expected:.2f}",
                first=one.first,
                last=one.last,
                p=_figure(one.p),
            )
            for number, one in enumerate(self.clusters, start=1)
        ]

    def echo(self) -> None:
        click.echo(
            _("{cases} cases at {places} places, {first} to {last}; {replications} replications.").format(
                cases=self.cases,
                places=self.places,
                first=self.first,
                last=self.last,
                replications=self.replications,
            )
        )
        for note in self.notes:
            click.echo(note)
        if not self.clusters:
            click.echo(_("No zone has more cases than expected."))
            return
        table = Table(box=None, pad_edge=False)
        for heading in (
            "",
            _("Centre"),
            _("Places"),
            _("First day"),
            _("Last day"),
            _("Observed"),
            _("Expected"),
            "LLR",
            "p",
        ):
            table.add_column(heading, no_wrap=True, justify="left" if heading == _("Centre") else "right")
        table.add_column(_("Once in (days)"), justify="right")
        for number, one in enumerate(self.clusters, start=1):
            table.add_row(
                str(number),
                one.centre,
                str(len(one.members)),
                str(one.first),
                str(one.last),
                str(one.observed),
                f"{one.expected:.2f}",
                f"{one.log_likelihood_ratio:.6f}",
                _figure(one.p),
                "" if one.recurrence_days is None else f"{one.recurrence_days:.0f}",
            )
        Console().print(table)
        for number, one in enumerate(self.clusters, start=1):
            click.echo(f"{number}: {', '.join(one.members)}")


def _figure(p: float | None) -> str:
    return "–" if p is None else f"{p:.4f}"


def answer(given: Arrays, found: Found, *, interval: str, notes: list[str]) -> Answer:
    years = (given.bounds[-1] - given.bounds[0]).days / YEAR
    persons = None if given.persons is None else float(given.persons.sum())
    rate = None if not persons else float(given.counts.sum()) / persons / years * 100_000
    return Answer(
        places=sum(map(len, given.names)),
        first=given.bounds[0],
        last=given.bounds[-1] - timedelta(1),
        cases=int(given.counts.sum()),
        population=persons,
        replications=len(found.inference.simulated),
        stopped_early=found.inference.stopped,
        clusters=[_shown(given, one, interval, rate) for one in found.clusters],
        notes=notes,
    )


def _extent(given: Arrays, one: Cluster) -> tuple[float | None, float | None]:
    if given.zones:
        return None, None
    radius, span = radius_and_span(given.points, one.members)
    return (arc(radius), arc(span)) if given.places.globe else (radius, span)


def _shown(given: Arrays, one: Cluster, interval: str, rate: float | None) -> Shown:
    radius, span = _extent(given, one)
    ratio = one.observed / one.expected
    return Shown(
        centre=given.zones[one.centre] if given.zones else given.names[one.centre][0],
        members=[name for member in one.members for name in given.names[member]],
        first=given.bounds[one.first],
        last=given.bounds[one.last + 1] - timedelta(1),
        observed=one.observed,
        expected=one.expected,
        ratio=ratio,
        relative_risk=one.relative_risk if np.isfinite(one.relative_risk) else None,
        log_likelihood_ratio=one.log_likelihood_ratio,
        p=one.p,
        gumbel_p=one.gumbel_p,
        recurrence_days=None if one.recurrence is None else one.recurrence * DAYS[interval],
        radius_km=radius,
        span_km=span,
        population=None if given.persons is None else float(given.persons[list(one.members)].sum()),
        annual_per_100000=None if rate is None else rate * ratio,
    )

"""One scan from files to an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.core.problems import Problem
from qianshao.detection import scan as library
from qianshao.detection.scan.spreading import on_dask, on_threads
from qianshao.detection.scan.zones import chord
from qianshao.surveillance.commands.scan_answer import Answer, answer
from qianshao.surveillance.commands.scan_arrays import Arrays, arrays
from qianshao.surveillance.commands.scan_picture import picture
from qianshao.surveillance.commands.scan_tables import Cases, read_cases, read_places, read_population

PARTS = 64
"""Into which replications are cut for Dask: enough that no worker waits long for the last one."""


def run(options: dict[str, Any]) -> Answer:
    """``options``: those of the command."""
    given, notes = _read(
        options["cases_file"],
        options["places_file"],
        options["population_file"],
        options["model"],
        start=options["start"].date(),
        end=options["end"].date(),
        interval=options["interval"],
    )
    found = _scan(given, windows_of(given, options), options)
    shown = answer(given, found, interval=options["interval"], notes=notes)
    if options["picture_file"]:
        _draw(options["picture_file"], given, found, shown)
    return shown


def _read(
    cases_file: Path,
    places_file: Path,
    population_file: Path | None,
    model: str,
    *,
    start: date,
    end: date,
    interval: str,
) -> tuple[Arrays, list[str]]:
    check(model, population_file, start, end)
    places = read_places(places_file)
    cases = read_cases(cases_file, places, start, end)
    population = read_population(population_file, places, cases) if population_file else None
    given = arrays(places, cases, population, library.boundaries(start, end, interval))
    return given, notes_on(given, cases)


def check(model: str, population_file: Path | None, start: date, end: date) -> None:
    if end < start:
        raise Problem("scan.period", start=start, end=end)
    if (model == "poisson") != (population_file is not None):
        raise Problem("scan.population_needed" if model == "poisson" else "scan.population_unused")


def notes_on(given: Arrays, cases: Cases) -> list[str]:
    """How the files were understood."""
    notes = []
    if cases.repeated:
        notes.append(
            ngettext(
                "{count} row has the place and date of an earlier row; the numbers were added up.",
                "{count} rows have the place and date of an earlier row; the numbers were added up.",
                cases.repeated,
            ).format(count=cases.repeated)
        )
    if given.persons is not None and (empty := int((given.persons <= 0).sum())):
        notes.append(_("{count} places have no population; they take part with 0.").format(count=empty))
    return notes


def windows_of(given: Arrays, options: dict[str, Any]) -> library.Windows:
    intervals = len(given.bounds) - 1
    longest = _in_intervals(given, options["max_days"]) if options["max_days"] else max(1, intervals // 2)
    shortest = _in_intervals(given, options["min_days"]) if options["min_days"] else 1
    if not 1 <= shortest <= longest <= intervals:
        raise Problem("scan.window", days=(given.bounds[-1] - given.bounds[0]).days, interval=options["interval"])
    make = library.prospective if options["analysis"] == "prospective" else library.retrospective
    return make(intervals, longest, shortest)


def _in_intervals(given: Arrays, days: int) -> int:
    """The most whole intervals, counted back from the end, that fit into so many days."""
    ends = [(given.bounds[-1] - day).days for day in given.bounds]
    whole = sum(0 < length <= days for length in ends)
    return whole if days <= ends[0] else len(ends)


def _scan(given: Arrays, windows: library.Windows, options: dict[str, Any]) -> library.Found:
    radius = float("inf") if options["max_radius_km"] is None else options["max_radius_km"]
    limits = library.Limits(
        options["max_share"], chord(radius) if given.places.globe else radius, options["neighbours"]
    )
    with trial(options) as how:
        return library.scan(
            given.points,
            given.counts,
            given.baseline,
            windows,
            limits=limits,
            trial=how,
            prospective=options["analysis"] == "prospective",
        )


@contextmanager
def trial(options: dict[str, Any]) -> Iterator[library.Trial]:
    """How and where replications are made."""
    where = on_dask(options["dask"]) if options["dask"] else nullcontext(on_threads(options["jobs"]))
    parts = PARTS if options["dask"] else options["jobs"]
    try:
        with where as spread:
            yield library.Trial(options["replications"], options["seed"], options["stop_early"], spread, parts)
    except (OSError, ImportError) as error:
        if not options["dask"]:
            raise
        raise Problem("scan.dask", value=options["dask"], detail=str(error) or type(error).__name__) from error


def _draw(path: Path, given: Arrays, found: library.Found, shown: Answer) -> None:
    try:
        path.write_text(picture(given, found, shown.captions(), _("Clusters")), encoding="utf-8")
    except OSError as error:
        raise Problem("scan.picture", value=str(path), detail=error.strerror or "") from error

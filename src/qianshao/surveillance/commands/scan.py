"""``qianshao detect scan``: where and when there are more cases than chance explains, in files of your own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from qianshao.core.shell import as_json, print_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
INTERVALS = click.Choice(["day", "week", "month", "year"])
Command = Callable[..., Any]

WHAT = (
    click.option("--cases", "cases_file", type=FILE, required=True, help="CSV: place, date, count; more: strata."),
    click.option("--population", "population_file", type=FILE, help="CSV: place, date, population; the same strata."),
    click.option("--model", type=click.Choice(["permutation", "poisson"]), required=True),
    click.option("--analysis", type=click.Choice(["prospective", "retrospective"]), required=True),
    click.option("--start", type=DAY, required=True, help="First day of the study."),
    click.option("--end", type=DAY, required=True, help="Last day of the study."),
    click.option("--max-days", type=click.IntRange(min=1), help="Longest window; half the study if left out."),
    click.option("--min-days", type=click.IntRange(min=1), help="Shortest window; one interval if left out."),
    click.option("--interval", type=INTERVALS, default="day", help="Days are added up to this."),
    click.option("--max-share", type=click.FloatRange(0, 1, min_open=True), default=0.5, help="Of those at risk."),
)
HOW = (
    click.option("--replications", type=click.IntRange(0, 1_000_000), default=999, show_default=True),
    click.option("--seed", type=click.IntRange(0, 2**62), default=0, show_default=True),
    click.option("--stop-early", type=click.IntRange(min=1), help="Stop once so many replications reach it."),
    click.option("--jobs", type=click.IntRange(1, 256), default=1, help="Cores to use."),
    click.option("--dask", help="Address of a Dask scheduler that spreads the replications."),
)


def what_to_scan(command: Command) -> Command:
    """The options on cases, model and windows."""
    for option in reversed(WHAT):
        command = option(command)
    return command


def how_to_run(command: Command) -> Command:
    """The options on replications."""
    for option in reversed(HOW):
        command = option(command)
    return command


@click.command()
@click.option("--places", "places_file", type=FILE, required=True, help="CSV: place, lat, lon (degrees) or x, y (km).")
@what_to_scan
@click.option("--max-radius-km", type=click.FloatRange(min=0), help="Of a circle, besides its share.")
@click.option("--neighbours", type=click.IntRange(min=1), help="Places in a circle, the centre counted.")
@how_to_run
@click.option("--picture", "picture_file", type=click.Path(dir_okay=False, path_type=Path), help="Where to put an SVG.")
@as_json
def scan(**options: Any) -> None:
    """Find clusters in space and time, with the scan statistic that SaTScan uses.

    Nothing is stored. Days without a row have no cases; rows of the same place and day are added up; their order does
    not matter. docs/scan.md says how the settings correspond to SaTScan's.
    """
    from qianshao.surveillance.commands.scan_run import run  # Numba is loaded for this command only

    shown = run(options)
    if options["as_json"]:
        print_json(shown.as_dict())
    else:
        shown.echo()

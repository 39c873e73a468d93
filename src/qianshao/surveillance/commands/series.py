"""``qianshao detect series``: counts over time in a file of anyone's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qianshao.core.shell import as_json

METHODS = ("ears-c1", "ears-c2", "ears-c3", "cusum", "farrington")
TRANSFORMS = ("standard", "rossi", "anscombe", "negative-binomial")
THRESHOLDS = ("delta", "nbPlugin", "muan")
SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)
AT_LEAST_1 = click.IntRange(1)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", type=click.Choice(METHODS), required=True)
@click.option("--alpha", type=SHARE, help="One-sided error of a bound. 0.001 for EARS, 0.05 for farrington.")
@click.option("--baseline", type=click.IntRange(3, 366), default=7, show_default=True, help="EARS: days.")
@click.option("--training", type=AT_LEAST_1, help="CUSUM: counts in control at the start. A year, or the first half.")
@click.option("--transform", type=click.Choice(TRANSFORMS), default="standard", show_default=True)
@click.option("--years", type=AT_LEAST_1, default=5, show_default=True, help="Farrington: years of past.")
@click.option("--half-window", type=click.IntRange(0), default=3, show_default=True, help="Farrington: counts beside.")
@click.option("--periods", type=AT_LEAST_1, default=1, show_default=True, help="Farrington: season groups; 10 is good.")
@click.option("--not-included", type=click.IntRange(0), help="Farrington: recent counts left out of the past.")
@click.option("--threshold", type=click.Choice(THRESHOLDS), default="delta", show_default=True)
@click.option("--trend-level", type=click.FloatRange(0, 1, min_open=True), default=0.05, show_default=True)
@click.option("--picture", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="FILE.svg or .png.")
@as_json
def series(**options: Any) -> None:
    """Is a day or week more than its past explains? FILE is CSV or XLSX with columns date, series, count.

    Daily and weekly counts are told apart by their dates. No row is not the same as 0: it is a count that is not known.
    Options and defaults are those of R's surveillance. Ends with 1 if something in the file could not be used; the rest
    is judged all the same.
    """
    from qianshao.surveillance.commands.series_run import run  # Numba and SciPy are loaded for this command only

    run(**options)

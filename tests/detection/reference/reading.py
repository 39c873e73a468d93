"""The reference values beside this file, and the public data sets that they were computed from."""

from __future__ import annotations

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from qianshao.detection.counts import Floats

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared/data/reference"
NA = frozenset({"NA", "NaN", "", "Inf"})
FIRST_DAY = {"campylobacter": "2001-12-31", "momo": "1994-01-03", "daily": "2018-01-01"}
STEP = {"campylobacter": 7, "momo": 7, "daily": 1}

needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the public data sets are in ../shared/data/reference")


@cache
def counts(name: str) -> Floats:
    """(S, T), the series in the order of the file."""
    if name in ("survstat", "hepatitis", "newport"):
        file = {"survstat": "survstat_labelled_weekly", "hepatitis": "hepA_berlin_labelled_long"}
        return _long(file.get(name, "salmNewport_states_long"), "series" if name == "survstat" else "unit")
    if name == "daily":
        return np.loadtxt(SHARED / "ears/counts_200x730.csv", delimiter=",")[:20]
    rows = list(csv.reader(_lines(FILES[name])))[1:]
    columns = {"agona": slice(3, 4), "momo": slice(2, 10), "campylobacter": slice(1, 2)}[name]
    return np.array([row[columns] for row in rows], dtype=float).T


FILES = {
    "agona": "salmonella_agona_UK_weekly.csv",
    "momo": "momo_DK_weekly.csv",
    "campylobacter": "campyDE_weekly.csv",
}


def _lines(file: str) -> list[str]:
    return (SHARED / file).read_text(encoding="utf-8").splitlines()


def _long(file: str, unit: str) -> Floats:
    series = defaultdict(list)
    for row in csv.DictReader(_lines(f"{file}.csv")):
        series[row[unit]].append((int(row["t"]), float(row["count"])))
    return np.array([[count for _, count in sorted(rows)] for rows in series.values()])


def days(name: str, times: int) -> np.ndarray[tuple[int], np.dtype[np.datetime64]] | None:
    """None where the series have no dates in R."""
    if name not in FIRST_DAY:
        return None
    first, step = np.datetime64(FIRST_DAY[name]), np.timedelta64(STEP[name], "D")
    found: np.ndarray[tuple[int], np.dtype[np.datetime64]] = first + step * np.arange(times)
    return found


Part = dict[str, Floats]


@cache
def reference(file: str) -> dict[tuple[str, str], Part]:
    """By data set and options: columns of values; NA is nan."""
    text = lzma.decompress((HERE / f"{file}.csv.xz").read_bytes()).decode()
    parts: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    reader = csv.reader(io.StringIO(text))
    columns = next(reader)[2:]
    for row in reader:
        parts[row[0], row[1]].append([np.nan if cell in NA else float(cell) for cell in row[2:]])
    tables = {key: np.array(rows) for key, rows in parts.items()}
    return {key: {name: table[:, i] for i, name in enumerate(columns)} for key, table in tables.items()}


def placed(part: Part) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    """Where the values stand in an (S, T) array."""
    return part["series"].astype(np.int64), part["time"].astype(np.int64)


def parts(file: str) -> Iterator[tuple[str, str]]:
    yield from reference(file)

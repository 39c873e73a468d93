"""Matching 20,000 rows of a list against 20,000 workplaces, as ``labelled.py`` makes them. One JSON line."""

from __future__ import annotations

import json
import time

from benchmarks import labelled
from benchmarks.measure import reference_ms
from qianshao.resumption.rules.matching import Register, Verdict, match_all

SIZE = 20_000


def main() -> None:
    truth = labelled.make(SIZE, SIZE)
    start, cpu = time.perf_counter(), time.process_time()
    matches = match_all(Register(truth.register, labelled.REGIONS), truth.rows)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    found = {one.row: one.workplace for one in matches if one.workplace is not None}
    shown = {one.row: [it.key for it in one.candidates] for one in matches if one.verdict == Verdict.UNCERTAIN}
    quality = labelled.judge(truth, found, shown)
    line = {
        "bench": "linkage",
        "size": SIZE,
        "precision": round(quality.precision, 4),
        "recall": round(quality.recall, 4),
        "to_review": round(quality.to_review, 4),
        "in_sight": round(quality.in_sight, 4),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "reference_ms": reference_ms(),
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

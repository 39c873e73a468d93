"""An attacker with a solver against random tables. Prints JSON lines; run by ``python -m benchmarks disclosure``.

``disclosure``: tables with two or three dimensions, trees among them, published once or in up to three versions. The
attacker (``tests/briefing/disclosure/attacker.py``) has all that was published and tries to exclude one end of the
interval of each small cell. ``narrowed`` must be 0. ``control``: the same tables where only the small cells are
withheld, and each version is decided for itself: there the attacker has to succeed.
``protect``: how long a district's week takes. Time is processor time.

``QIANSHAO_TABLES`` says how many tables, ``QIANSHAO_SEED`` which ones.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from tests.briefing.disclosure.attacker import Attacker

from qianshao.briefing.rules.disclosure import Dimension, Earlier, audit, protect_again

TABLES, CHUNK, CONTROL = 100_000, 250, 50
THRESHOLD = 10
SIZES = ((3, 3), (4, 3), (5, 2), (2, 2, 3), (3, 2, 2))
COUNTS = np.array([0, 0, 1, 2, 3, 5, 8, 9, 10, 12, 20, 45, 90])
CHANGES = np.array([0, 0, 0, 0, 1, 2, 6, 9, 10, 30, -1, -4, -15])
Version = tuple[NDArray[np.int64], NDArray[np.bool_]]


def main() -> None:
    tables, seed = int(os.environ.get("QIANSHAO_TABLES", TABLES)), int(os.environ.get("QIANSHAO_SEED", "2020"))
    jobs = [(seed, start, min(CHUNK, tables - start)) for start in range(0, tables, CHUNK)]
    sums: Counter[str] = Counter()
    begin = time.monotonic()
    with multiprocessing.get_context("spawn").Pool() as pool:
        for done, found in enumerate(pool.imap_unordered(attack_many, jobs), start=1):
            sums.update(found)
            if done % 20 == 0:
                print(f"{sums['tables']:,} tables, {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    assert sums["control_narrowed"] > 0, "the attacker cannot attack"
    cpu = sums.pop("milliseconds") / 1000
    line = {"bench": "disclosure", "size": tables, **sums, "cpu_seconds": round(cpu), "seed": seed}
    print(json.dumps(line | {"reference_ms": reference_ms()}), flush=True)
    print(json.dumps(week() | {"reference_ms": reference_ms()}), flush=True)
    assert sums["narrowed"] == 0


def attack_many(job: tuple[int, int, int]) -> Counter[str]:
    seed, start, count = job
    sums: Counter[str] = Counter({"narrowed": 0, "control_narrowed": 0})
    begin = time.process_time()
    for number in range(start, start + count):
        dice = default_rng((seed, number))
        dimensions = shape(dice)
        versions = drawn(dice, dimensions)
        out = published(versions, dimensions, sums)
        attacker = Attacker(out, dimensions, THRESHOLD)
        small = {(goal.version, goal.cell, goal.rise) for goal in attacker.goals()}
        sums.update(tables=1, versions=len(out), small_cells=len(small), narrowed=len(attacker.narrowed()))
        sums["cells"] += sum(values.size for values, _ in out)
        sums["withheld"] += sum(int((~shown).sum()) for _, shown in out)
        if number % CONTROL == 0 and small:
            naive = [(values, (values == 0) | (values >= THRESHOLD)) for values, _ in out]
            sums.update(control_tables=1, control_narrowed=bool(Attacker(naive, dimensions, THRESHOLD).narrowed()))
    sums["milliseconds"] += round(1000 * (time.process_time() - begin))
    return sums


def shape(dice: Generator) -> tuple[Dimension, ...]:
    sizes = SIZES[dice.integers(len(SIZES))]
    return tuple(dimension(f"d{axis}", size, bool(dice.random() < 0.3)) for axis, size in enumerate(sizes))


def dimension(name: str, size: int, grouped: bool) -> Dimension:
    codes = [f"{name}-{n}" for n in range(size)]
    if not grouped or size < 4:
        return Dimension(name, ("all", *codes), dict.fromkeys(codes, "all"))
    groups = [f"{name}-group-{n}" for n in range(2)]
    parents = dict.fromkeys(groups, "all") | {code: groups[n % 2] for n, code in enumerate(codes)}
    return Dimension(name, ("all", *groups, *codes), parents)


def drawn(dice: Generator, dimensions: Sequence[Dimension]) -> list[NDArray[np.int64]]:
    leaves = dice.choice(COUNTS, [len(one.leaves) for one in dimensions])
    versions = [whole(leaves, dimensions)]
    for _ in range(dice.choice([0, 0, 1, 2])):
        leaves = np.maximum(leaves + dice.choice(CHANGES, leaves.shape), 0)
        versions.append(whole(leaves, dimensions))
    return versions


def whole(leaves: NDArray[np.int64], dimensions: Sequence[Dimension]) -> NDArray[np.int64]:
    for axis, one in enumerate(dimensions):
        leaves = one.totals(leaves, axis)
    return leaves


def published(
    versions: Sequence[NDArray[np.int64]], dimensions: Sequence[Dimension], sums: Counter[str]
) -> list[Version]:
    """What comes out, one version after the other."""
    out: list[Earlier] = []
    for values in versions:
        found = protect_again(values, dimensions, out[-1] if out else None)
        sums["proofs"] += sum(audit(layer, dimensions) for layer in found.layers)
        out.append(Earlier(values, ~found.withheld))
    return [(one.values, one.shown) for one in out]


def week() -> dict[str, object]:
    """23 townships, 12 kinds, 7 days: published, then published again after some late reports."""
    dimensions = [dimension("town", 23, False), dimension("kind", 12, False), dimension("day", 7, False)]
    dice = default_rng(7)
    leaves = dice.poisson(dice.choice([0, 0, 0, 0.3, 1, 2, 6, 20], (23, 12, 7)))
    later = leaves + (dice.random(leaves.shape) < 0.02) * dice.poisson(2, leaves.shape)
    protect_again(whole(leaves[:, :2, :2], tiny := small(dimensions)), tiny)  # compiled, or read from the cache
    figures: dict[str, object] = {"bench": "protect", "size": int(np.prod([len(one.codes) for one in dimensions]))}
    out: list[Earlier] = []
    for name, table in (("first", leaves), ("later", later)):
        values = whole(table, dimensions)
        begin = time.process_time()
        found = protect_again(values, dimensions, out[-1] if out else None)
        figures[f"{name}_cpu_seconds"] = round(time.process_time() - begin, 2)
        begin = time.process_time()
        proofs = sum(audit(layer, dimensions) for layer in found.layers)
        figures[f"{name}_audit_cpu_seconds"] = round(time.process_time() - begin, 2)
        figures[f"{name}_proofs"], figures[f"{name}_withheld"] = proofs, int(found.withheld.sum())
        out.append(Earlier(values, ~found.withheld))
    return figures


def small(dimensions: Sequence[Dimension]) -> list[Dimension]:
    return [dimensions[0], dimension("kind", 2, False), dimension("day", 2, False)]


def reference_ms() -> float:
    from benchmarks.measure import reference_ms as reference

    return reference()


if __name__ == "__main__":
    main()

"""The space-time scan, beside a plain one that spells out every zone and window. Prints JSON lines.

CPU seconds of one core for 999 replications, prospective, windows up to 14 of 30 days, 1.07 cases a place, early
stopping off. Fewer replications are run where one takes long, and the time is scaled; ``replications_run`` says how
many. The published figures are SaTScan's 10.3.2 and R's, measured on a machine like the one that the project is
developed on; they are constants and not measured here.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection import scan
from qianshao.detection.scan.prepared import Prepared, prepare
from qianshao.detection.scan.zones import circles, spatial_order

REPLICATIONS, DAYS, LONGEST = 999, 30, 14
ROWS: tuple[dict[str, Any], ...] = (
    {"places": 1_000, "share": 0.5, "target_s": 2.2, "satscan_s": 22.0, "run": 999, "plain": 2},
    {"places": 10_000, "share": 0.01, "target_s": 7.0, "satscan_s": 72.0, "run": 300, "plain": 1},
    {"places": 10_000, "share": 0.5, "target_s": 180.0, "satscan_s": 3600.0, "run": 20, "plain": 1},
    {"places": 100_000, "neighbours": 50, "target_s": 60.0, "satscan_s": None, "run": 60, "plain": 1},
)


def main() -> None:
    wanted = sys.argv[1:] or ["scan"]
    if "scan" in wanted:
        warm_up()
    measured: list[tuple[dict[str, Any], float]] = []
    for model in ("poisson", "permutation") if "scan" in wanted else ():
        for row in ROWS:
            line = measure(row, model)
            print(json.dumps(line), flush=True)
            measured.append((row | {"model": model}, line["replications_s"]))
    if "scan" in wanted:
        print(json.dumps(growth(measured) | growth_in_days()), flush=True)
    if {"scan", "scan_dask"} & set(wanted):
        print(json.dumps(workers()), flush=True)


def study(
    places: int,
    model: str,
    *,
    days: int = DAYS,
    longest: int = LONGEST,
    share: float = 0.5,
    neighbours: int | None = None,
) -> tuple[Prepared, NDArray[np.int64], dict[str, float]]:
    """Generated: places at random, lognormal populations, cases by population."""
    rng = np.random.default_rng(places)
    points, people = rng.uniform(0, 100, (places, 2)), rng.lognormal(7, 1, places)
    cases, counts = round(1.07 * places), np.zeros((places, days), np.int64)
    np.add.at(counts, (rng.choice(places, cases, p=people / people.sum()), rng.integers(0, days, cases)), 1)
    start = time.process_time()
    order = spatial_order(points)
    points, people, counts = points[order], people[order], np.ascontiguousarray(counts[order])
    if model == "permutation":
        baseline = scan.permutation(counts)
    else:
        baseline = scan.poisson(np.repeat(people[:, None, None], days, 1), np.array([cases]))
    zones = circles(points, baseline.weight, share=share, neighbours=neighbours)
    between = time.process_time()
    prepared = prepare(counts, zones, baseline, scan.prospective(days, longest))
    return prepared, counts, {"zones_s": between - start, "prepare_s": time.process_time() - between}


def measure(row: dict[str, Any], model: str) -> dict[str, Any]:
    prepared, counts, spent = study(row["places"], model, share=row.get("share", 0.5), neighbours=row.get("neighbours"))
    start = time.process_time()
    prepared.best_of_each(counts)
    observed = time.process_time() - start
    seconds = cpu(prepared, row["run"])
    plain = plain_seconds(prepared, counts, row["plain"])
    whole = sum(spent.values()) + observed + seconds
    return {
        "bench": "scan",
        "model": model,
        "places": row["places"],
        "zones": f"{row['neighbours']} neighbours" if "neighbours" in row else f"{row['share']:.0%} of the population",
        "mean_neighbours": round(float(np.diff(prepared.zones.offsets).mean()), 1),
        "replications": REPLICATIONS,
        "replications_run": row["run"],
        "cpu_s": round(whole, 2),
        "replications_s": round(seconds, 2),
        **{name: round(value, 2) for name, value in spent.items()},
        "target_s": row["target_s"],
        "within": whole <= row["target_s"],
        "plain_reference_s": round(plain, 1),
        "times_plain": round(plain / seconds, 1),
        "published_satscan_s": row["satscan_s"],
    }


def cpu(prepared: Prepared, replications: int) -> float:
    """Of 999 replications."""
    prepared.maxima(1, 0, 1)
    start = time.process_time()
    prepared.maxima(1, 1, 1 + replications)
    return (time.process_time() - start) / replications * REPLICATIONS


def plain_seconds(prepared: Prepared, counts: NDArray[np.int64], replications: int) -> float:
    """The same search without any of the levers: cumulated counts, every zone, every window, two logarithms each."""
    backwards = np.ascontiguousarray(counts[:, ::-1].cumsum(1)[:, :LONGEST])
    share = prepared.layout.share
    given = (backwards, prepared.zones.neighbours, prepared.zones.offsets, prepared.baseline.weight, share)
    part = replace(prepared.zones, offsets=prepared.zones.offsets[: 1 + len(counts) // max(1, len(counts) // 1000)])
    plain(given[0], given[1], part.offsets[:2], given[3], given[4], prepared.total)
    start = time.process_time()
    for _ in range(replications):
        plain(given[0], given[1], part.offsets, given[3], given[4], prepared.total)
    done = (time.process_time() - start) / replications
    return float(done * REPLICATIONS * prepared.zones.offsets[-1] / part.offsets[-1])


@njit(cache=True)
def plain(
    counts: NDArray[np.int64],
    neighbours: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    weight: NDArray[np.float64],
    share: NDArray[np.float64],
    total: int,
) -> float:
    best = 0.0
    cases = np.zeros(counts.shape[1], np.int64)
    for centre in range(len(offsets) - 1):
        cases[:] = 0
        expected = 0.0
        for index in range(offsets[centre], offsets[centre + 1]):
            expected += weight[neighbours[index]]
            for window in range(counts.shape[1]):
                cases[window] += counts[neighbours[index], window]
                inside, mean = float(cases[window]), expected * share[window]
                if inside > mean and inside < total:
                    ratio = inside * math.log(inside / mean)
                    ratio += (total - inside) * math.log((total - inside) / (total - mean))
                    best = max(best, ratio)
    return best


def growth(measured: list[tuple[dict[str, Any], float]]) -> dict[str, Any]:
    """Exponents: 1.0 is proportional. In neighbours at 10,000 places; in places at 50 neighbours."""
    times = {
        (row["places"], row.get("share"), row.get("neighbours")): s for row, s in measured if row["model"] == "poisson"
    }
    small, large = times[10_000, 0.01, None], times[10_000, 0.5, None]
    spots = [(places, cpu(study(places, "poisson", neighbours=50)[0], 60)) for places in (3_000, 30_000)]
    return {
        "bench": "scan_growth",
        "neighbours": round(math.log(large / small) / math.log(50), 2),
        "places": round(math.log(spots[1][1] / spots[0][1]) / math.log(10), 2),
    }


def growth_in_days() -> dict[str, Any]:
    """Seconds for 1,000 places by the longest window: sixteen windows fit into one pass."""
    spans = (7, 14, 28, 56)
    seconds = [cpu(study(1_000, "poisson", days=2 * span, longest=span)[0], 100) for span in spans]
    ratios = [round(later / earlier, 2) for earlier, later in pairwise(seconds)]
    return {"longest_window_days": spans, "seconds": [round(one, 2) for one in seconds], "doubling": ratios}


ROUNDS = 3
"""One worker and two in turn, so that other loads meet both."""


def workers() -> dict[str, Any]:
    """Two local Dask workers of one thread each beside one.

    Wall-clock says little where other processes want the cores: two workers then get twice the share of one. So the
    CPU time is taken as well: what the workers spent runs at once, what client and scheduler spent (here) does not; on
    free cores the second passes, plus the first over the number of workers. Whatever a second worker costs in caches
    and memory is in it.
    """
    import distributed

    from qianshao.detection.scan.prepared import replicate
    from qianshao.detection.scan.spreading import on_dask

    prepared = study(1_000, "poisson")[0]
    cluster_of: Any = distributed.LocalCluster
    wall: dict[int, list[float]] = {1: [], 2: []}
    cpu_of: dict[int, list[float]] = {1: [], 2: []}
    answers = []
    for count in [1, 2] * ROUNDS:
        with (
            cluster_of(n_workers=count, threads_per_worker=1, dashboard_address=":0") as cluster,
            distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
            on_dask(cluster.scheduler_address) as spread,
        ):
            replicate(prepared, 1, 0, 8 * count, spread=spread, parts=8 * count)
            before, here = sum(client.run(time.process_time).values()), time.process_time()
            start = time.perf_counter()
            answers.append(replicate(prepared, 1, 0, REPLICATIONS * 2, spread=spread, parts=40))
            wall[count].append(time.perf_counter() - start)
            there = sum(client.run(time.process_time).values()) - before
            cpu_of[count].append(there / count + time.process_time() - here)
    times = [one / two for one, two in zip(wall[1], wall[2], strict=True)]
    return {
        "bench": "scan_dask",
        "one_worker_s": [round(one, 2) for one in wall[1]],
        "two_workers_s": [round(two, 2) for two in wall[2]],
        "times_wall": round(statistics.median(times), 2),
        "times_cpu": round(statistics.median(cpu_of[1]) / statistics.median(cpu_of[2]), 2),
        "target_times": 1.7,
        "same_answer": all(bool((answers[0] == one).all()) for one in answers),
    }


def warm_up() -> None:
    """Compiles what is measured."""
    for places, neighbours in ((100, None), (70_000, 2)):
        prepared, counts, _ = study(places, "poisson", neighbours=neighbours)
        prepared.best_of_each(counts)
        cpu(prepared, 1)
        plain_seconds(prepared, counts, 1)


if __name__ == "__main__":
    main()

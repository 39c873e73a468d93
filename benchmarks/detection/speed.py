"""Microseconds of CPU for a point, and the national morning. R's figures were measured on two cores like these."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np

from benchmarks.detection.accuracy import say
from qianshao.detection.cluster import clusters
from qianshao.detection.ears import ears
from qianshao.detection.farrington import RECOMMENDED, Flexible, farrington
from qianshao.detection.silence import silent_groups, silent_workplaces
from qianshao.detection.sweep import ears_alarms, ears_bounds

WORKPLACES, TOWNSHIPS, DAYS = 2_800_000, 41_000, 28
R_MICROSECONDS = {"ears": 63.6, "farrington": 6400.0}


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """The least of some rounds, after one that compiles."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def points() -> None:
    rng = np.random.default_rng(1)
    reference = 1000 * cpu(lambda: np.sort(np.arange(2_000_000) % 9973))
    daily = rng.poisson(5, (2000, 730)).astype(float)
    ways = {
        "with bounds": lambda: ears_bounds(daily, dtype=np.float64),
        "with bounds, float32": lambda: ears_bounds(daily),
        "one by one, with expected counts and scores": lambda: [ears(daily, method) for method in ("C1", "C2", "C3")],
        "alarms alone": lambda: ears_alarms(daily),
    }
    for name, work in ways.items():
        one = 1e6 * cpu(work) / daily.size
        times = round(R_MICROSECONDS["ears"] / one)
        say(
            "detection_ears",
            way=name,
            us_a_point_of_all_three=round(one, 4),
            times_r=times,
            reference_ms=round(reference, 1),
        )
    y = rng.negative_binomial(6, 0.5, (200, 624)).astype(float)
    for name, options in (("recommended", RECOMMENDED), ("default", Flexible())):
        judged = int((~np.isnan(farrington(y, options=options).phi)).sum())
        one = 1e6 * cpu(lambda options=options: farrington(y, options=options)) / judged  # type: ignore[misc]
        times = round(R_MICROSECONDS["farrington"] / one)
        say(
            "detection_farrington",
            options=name,
            us_a_point=round(one, 1),
            times_r=times,
            reference_ms=round(reference, 1),
        )


def national() -> None:
    """2.8 million workplaces, 28 days: the cluster rule, silence of workplaces and townships, EARS by township."""
    rng = np.random.default_rng(2)
    group = rng.integers(0, TOWNSHIPS, WORKPLACES)
    cases = np.zeros((WORKPLACES, DAYS), dtype=np.uint8)
    cases.ravel()[rng.integers(0, cases.size, 200_000)] = 1
    reported = np.zeros((WORKPLACES, DAYS), dtype=bool)
    for part in range(0, WORKPLACES, 100_000):
        reported[part : part + 100_000] = rng.random((100_000, DAYS), dtype=np.float32) < 0.9
    for few in (slice(0, 100),):
        clusters(cases[few], cases=2, days=14)
        silent_workplaces(reported[few], group[few] % 5, recent=7)
        silent_groups(reported[few], group[few] % 5, recent=7)
        ears_alarms(cases[few])
    start, wall = time.process_time(), time.perf_counter()
    steps = {}
    fired = clusters(cases, cases=2, days=14)
    steps["cluster_s"] = time.process_time() - start
    silent = silent_workplaces(reported, group, recent=7)
    steps["silence_s"] = time.process_time() - start - steps["cluster_s"]
    silent_groups(reported, group, recent=7)
    by_township = np.stack(
        [np.bincount(group, weights=cases[:, day], minlength=TOWNSHIPS) for day in range(DAYS)], axis=1
    )
    alarms = ears_alarms(by_township)
    say(
        "detection_national",
        workplaces=WORKPLACES,
        days=DAYS,
        cpu_s=round(time.process_time() - start, 1),
        wall_s=round(time.perf_counter() - wall, 1),
        **{name: round(seconds, 1) for name, seconds in steps.items()},
        peak_gb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        clusters=int(fired.holds.sum()),
        silent=int((silent.p < 1e-4).sum()),
        alarms=int((alarms[:, -1] > 0).sum()),
    )

"""The space-time scan from counts to clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.scan.baselines import Baseline, Counts
from qianshao.detection.scan.clusters import Candidate, Cluster, described, not_overlapping, reported
from qianshao.detection.scan.inference import Inference, monte_carlo
from qianshao.detection.scan.prepared import Prepared, Replicable, prepare, replicate
from qianshao.detection.scan.spreading import Spread, on_threads
from qianshao.detection.scan.windows import Windows
from qianshao.detection.scan.zones import Zones, circles, spatial_order

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a circle: part of all weight, km, number of places. All hold."""

    share: float = 0.5
    radius: float = np.inf
    neighbours: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """How chance is asked: ``enough`` exceedances end it early (None: never); ``spread`` says where it runs."""

    replications: int = 999
    seed: int = 0
    enough: int | None = None
    spread: Spread | None = None
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    clusters: tuple[Cluster, ...]
    inference: Inference


def scan(
    points: Floats,
    counts: Counts,
    baseline: Baseline,
    windows: Windows,
    *,
    limits: Limits = Limits(),
    trial: Trial = Trial(),
    rank: Sequence[int] | None = None,
    prospective: bool = False,
) -> Found:
    """Where and when there are more cases than chance explains.

    ``points``: (N, D) km, all distinct (see :func:`zones.merge`, :func:`zones.on_the_globe`). ``counts``: (N, T).
    ``rank``: (N,) which centre goes first among equal clusters, by default the lower index; SaTScan goes by name.

    Kulldorff 1997 (statistic), 1999 and 2001 (space-time, prospective), 2005 (permutation).
    Raises ValueError if there are fewer than two places or two cases.
    """
    if len(points) < 2:
        raise ValueError("one place alone cannot be compared with others")
    if counts.sum() < 2:
        raise ValueError("a cluster has at least two cases, and there are fewer")
    order = spatial_order(points)
    inner = _reordered(baseline, order)
    zones = circles(points[order], inner.weight, share=limits.share, radius=limits.radius, neighbours=limits.neighbours)
    prepared = prepare(np.ascontiguousarray(counts[order]), zones, inner, windows)
    candidates = _candidates(prepared, counts[order], order)
    chosen = not_overlapping(candidates, np.arange(len(points)) if rank is None else np.asarray(rank))
    inference = inference_of(prepared, chosen, trial)
    return Found(clusters_of(chosen, counts, baseline, inference, prospective), inference)


def _reordered(baseline: Baseline, order: NDArray[np.int64]) -> Baseline:
    expected = None if baseline.expected is None else np.ascontiguousarray(baseline.expected[order])
    return Baseline(baseline.weight[order], baseline.share, expected, baseline.permuted)


def _candidates(prepared: Prepared, counts: Counts, order: NDArray[np.int64]) -> list[Candidate]:
    ratio, size, window = prepared.best_of_each(counts)
    return [
        Candidate(
            float(ratio[centre]),
            int(order[centre]),
            tuple(order[prepared.zones.of(centre)[: size[centre]]].tolist()),
            int(prepared.windows.first[window[centre]]),
            int(prepared.windows.last[window[centre]]),
        )
        for centre in np.flatnonzero(ratio > 0).tolist()
    ]


def inference_of(prepared: Replicable, chosen: list[Candidate], trial: Trial) -> Inference:
    if not chosen:
        return Inference(np.empty(0))
    spread = trial.spread or on_threads()

    def run(begin: int, end: int) -> Floats:
        return replicate(prepared, trial.seed, begin, end, spread=spread, parts=trial.parts)

    return monte_carlo(run, chosen[0].ratio, trial.replications, enough=trial.enough)


def clusters_of(
    chosen: list[Candidate], counts: Counts, baseline: Baseline, inference: Inference, prospective: bool
) -> tuple[Cluster, ...]:
    total = int(counts.sum())
    clusters = []
    for position, row in enumerate(reported(chosen, inference)):
        members = np.asarray(row.members)
        observed = int(counts[members, row.first : row.last + 1].sum())
        if baseline.share is None:
            expected = float(baseline.table[members, row.first : row.last + 1].sum())
        else:
            expected = float(baseline.weight[members].sum() * baseline.share[row.first : row.last + 1].sum())
        clusters.append(
            described(row, observed, expected, total, inference, most_likely=not position, prospective=prospective)
        )
    return tuple(clusters)


__all__ = ["Found", "Limits", "Trial", "Zones", "scan"]

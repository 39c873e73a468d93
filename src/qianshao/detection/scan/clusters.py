"""From the best zone of each centre to the clusters that are reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.detection.scan.inference import TOLERANCE, Inference, recurrence

LEAST_RATIO = 0.001
MOST = 500


@dataclass(frozen=True, slots=True)
class Cluster:
    """``members``: indices of places, nearest to the centre first. ``first``, ``last``: intervals, inclusive.

    ``recurrence``: in intervals, None unless prospective. ``relative_risk``: inf if all cases lie inside.
    """

    centre: int
    members: tuple[int, ...]
    first: int
    last: int
    observed: int
    expected: float
    log_likelihood_ratio: float
    relative_risk: float
    p: float | None
    gumbel_p: float | None
    recurrence: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    ratio: float
    centre: int
    members: tuple[int, ...]
    first: int
    last: int


def not_overlapping(candidates: Sequence[Candidate], rank: NDArray[np.integer]) -> list[Candidate]:
    """The best first, then each that shares no place with a better one: SaTScan's "no geographical overlap".

    Equals (within 1e-9): fewer places first, then the smaller ``rank`` of the centre.
    """
    taken: set[int] = set()
    kept: list[Candidate] = []
    for candidate in _ranked(candidates, rank):
        if len(kept) == MOST:
            break
        if taken.isdisjoint(candidate.members):
            kept.append(candidate)
            taken.update(candidate.members)
    return kept


def _ranked(candidates: Sequence[Candidate], rank: NDArray[np.integer]) -> list[Candidate]:
    rows = sorted((row for row in candidates if row.ratio > 0), key=lambda row: -row.ratio)
    ranked: list[Candidate] = []
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop == len(rows) or rows[stop - 1].ratio - rows[stop].ratio >= TOLERANCE:
            ranked += sorted(rows[start:stop], key=lambda row: (len(row.members), rank[row.centre]))
            start = stop
    return ranked


def reported(clusters: Sequence[Candidate], inference: Inference) -> list[Candidate]:
    """The most likely one, and of the others those that at least one replication did not reach."""
    drawn = len(inference.simulated)
    return [
        row
        for position, row in enumerate(clusters)
        if position == 0 or (row.ratio >= LEAST_RATIO and (not drawn or inference.rank(row.ratio) <= drawn))
    ]


def described(
    row: Candidate,
    observed: int,
    expected: float,
    total: int,
    inference: Inference,
    *,
    most_likely: bool,
    prospective: bool,
) -> Cluster:
    p = inference.p(row.ratio, most_likely=most_likely)
    outside = (total - observed) / (total - expected) if total > expected else 0.0
    return Cluster(
        centre=row.centre,
        members=row.members,
        first=row.first,
        last=row.last,
        observed=observed,
        expected=expected,
        log_likelihood_ratio=row.ratio,
        relative_risk=observed / expected / outside if outside and expected else float("inf"),
        p=p,
        gumbel_p=inference.gumbel(row.ratio),
        recurrence=recurrence(p) if prospective else None,
    )

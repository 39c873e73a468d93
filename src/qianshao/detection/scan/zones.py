"""Circles around places: who is in them, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.spatial import cKDTree

EARTH = 6367.0
"""Radius in km, as in SaTScan."""

Floats = NDArray[np.float64]
Index = NDArray[np.unsignedinteger]


@dataclass(frozen=True, slots=True)
class Zones:
    """Growing circles: the first k of a centre's neighbours, for each k up to its limit, are one zone.

    ``neighbours``: places, nearest first and the centre itself in front, of one centre after the other;
    those of centre c are ``neighbours[offsets[c]:offsets[c + 1]]``. ``offsets``: (N + 1,).
    """

    neighbours: Index
    offsets: NDArray[np.int64]

    def of(self, centre: int) -> Index:
        return self.neighbours[self.offsets[centre] : self.offsets[centre + 1]]


def on_the_globe(latitude: Floats, longitude: Floats) -> Floats:
    """(N, 3) km from the centre of the earth, from degrees. Distances are then along the chord, as in SaTScan."""
    lat, lon = np.asarray(latitude) * np.pi / 180.0, np.asarray(longitude) * np.pi / 180.0
    return np.stack([EARTH * np.cos(lon) * np.cos(lat), EARTH * np.sin(lon) * np.cos(lat), EARTH * np.sin(lat)], 1)


def arc(chord: float) -> float:
    """Km along the ground, of km straight through it."""
    return float(2 * EARTH * np.arcsin(min(1.0, chord / (2 * EARTH))))


def chord(arc: float) -> float:
    """Km straight through the ground, of km along it; no limit stays none."""
    return float(2 * EARTH * np.sin(arc / (2 * EARTH))) if arc < EARTH * np.pi else np.inf


def merge(coordinates: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Places at the very same point are one to a circle: the distinct points (M, D), and the point of each place."""
    points, of = np.unique(coordinates, axis=0, return_inverse=True)
    return points, of.reshape(-1).astype(np.int64)


def spatial_order(points: Floats) -> NDArray[np.int64]:
    """Neighbours close together in memory: the order of the leaves of a k-d tree."""
    return np.asarray(cKDTree(points, leafsize=16).indices, np.int64)


def circles(
    points: Floats,
    weight: Floats,
    *,
    share: float = 0.5,
    radius: float = np.inf,
    neighbours: int | None = None,
) -> Zones:
    """Circles around each point that hold to all three limits.

    ``points``: (N, D) km, all distinct. ``weight``: (N,) population at risk, or cases for the permutation model.
    A circle holds at most ``share`` of all weight, reaches at most ``radius`` km, and has at most ``neighbours``
    places, the centre counted. Places at equal distance come one by one, the smaller coordinate first, as in SaTScan.
    """
    limit, most = share * float(weight.sum()) * (1 + 1e-12), min(neighbours or len(points), len(points))
    rank = np.empty(len(points), np.int64)
    rank[np.lexsort(points.T[::-1])] = np.arange(len(points))
    kind = np.uint16 if len(points) <= 1 << 16 else np.uint32
    tree, found = cKDTree(points), []
    reach = min(most, 64)
    for start in range(0, len(points), 512):
        centres = np.arange(start, min(start + 512, len(points)))
        found += _near(points, tree, centres, rank, weight, limit, radius, most, reach)
        reach = min(most, max(64, int(max(len(row) for row in found[start:]) * 1.2)))
    offsets = np.zeros(len(points) + 1, np.int64)
    offsets[1:] = np.cumsum([len(row) for row in found])
    return Zones(np.concatenate(found).astype(kind, copy=False), offsets)


def _near(
    points: Floats,
    tree: cKDTree,
    centres: NDArray[np.int64],
    rank: NDArray[np.int64],
    weight: Floats,
    limit: float,
    radius: float,
    most: int,
    reach: int,
) -> list[NDArray[np.int64]]:
    """As many candidates as are needed, doubled until each circle meets its limit inside them."""
    rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)] * len(centres)
    open_ = np.arange(len(centres))
    while len(open_):
        everything = reach * 3 >= len(points)
        if everything:
            candidates = np.broadcast_to(np.arange(len(points)), (len(open_), len(points)))
        else:
            candidates = tree.query(points[centres[open_]], reach + 1)[1]
        left = []
        for position, among in zip(open_, candidates, strict=True):
            order, whole = _ordered(points, int(centres[position]), among.astype(np.int64), rank, everything)
            size, full = _within(order, points, int(centres[position]), weight, limit, radius, most, whole)
            rows[position] = order[:size].copy()
            if not full and not everything:
                left.append(position)
        open_, reach = np.array(left, np.int64), reach * 2
    return rows


@njit(cache=True)
def _distance(points: Floats, one: int, other: int) -> float:
    total = 0.0
    for axis in range(points.shape[1]):
        step = points[one, axis] - points[other, axis]
        total += step * step
    return float(np.sqrt(total))


@njit(cache=True)
def _ordered(
    points: Floats, centre: int, among: NDArray[np.int64], rank: NDArray[np.int64], everything: bool
) -> tuple[NDArray[np.int64], int]:
    """``among`` by distance, then by rank; and how many of them are certainly the nearest.

    The last of a tree's answer may be tied with places that it left out.
    """
    distances = np.empty(len(among))
    for index in range(len(among)):
        distances[index] = _distance(points, centre, among[index])
    order = np.argsort(distances, kind="quicksort")
    for index in range(1, len(order)):
        here, place = order[index], index
        while place > 0 and (
            distances[order[place - 1]] > distances[here]
            or (distances[order[place - 1]] == distances[here] and rank[among[order[place - 1]]] > rank[among[here]])
        ):
            order[place] = order[place - 1]
            place -= 1
        order[place] = here
    whole = len(order)
    if not everything:
        edge = distances[order[-1]] * (1 - 1e-9)
        while whole > 0 and distances[order[whole - 1]] >= edge:
            whole -= 1
    return among[order], whole


@njit(cache=True)
def _within(
    order: NDArray[np.int64],
    points: Floats,
    centre: int,
    weight: Floats,
    limit: float,
    radius: float,
    most: int,
    whole: int,
) -> tuple[int, bool]:
    """How many of ``order`` the circle may hold, and whether a limit was met before ``whole`` ran out."""
    held = 0.0
    for index in range(whole):
        held += weight[order[index]]
        if index >= most or held > limit or _distance(points, centre, order[index]) > radius:
            return index, True
    return whole, whole >= most


def radius_and_span(points: Floats, members: Sequence[int] | Index) -> tuple[float, float]:
    """Km, straight, from the first of ``members`` to the last, and between the two that are farthest apart."""
    chosen = points[np.asarray(members, np.int64)]
    radius = float(np.sqrt(((chosen[0] - chosen[-1]) ** 2).sum()))
    span = 0.0
    for row in chosen:
        span = max(span, float(np.sqrt(((chosen - row) ** 2).sum(1)).max()))
    return radius, span

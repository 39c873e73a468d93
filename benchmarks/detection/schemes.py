"""Generated counts with known outbreaks: the weekly scheme of Noufaily et al. 2013, and workshops of our own making."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qianshao.detection.counts import Flags, Floats, Integers

WEEKS, BASELINE, CURRENT = 624, 312, 575
BASE = (  # theta, slope of the trend, gamma 1, gamma 2, phi
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


@dataclass(frozen=True, slots=True, eq=False)
class Weekly:
    """``added``: outbreak cases among ``counts``, both (S, T)."""

    counts: Floats
    added: Floats


def weekly(replicates: int, seed: int) -> Weekly:
    """42 scenarios: seven bases, with and without trend, none to two harmonics of the year."""
    rng, weeks = np.random.default_rng(seed), np.arange(WEEKS)
    counts, added = [], []
    for theta, slope, g1, g2, phi in BASE:
        for trend in (0, 1):
            for harmonics in (0, 1, 2):
                angles = 2 * np.pi * np.arange(1, harmonics + 1)[:, None] * weeks / 52
                log = theta + trend * slope * weeks + (g1 * np.cos(angles) + g2 * np.sin(angles)).sum(axis=0)
                mu = np.exp(log)
                for _ in range(replicates):
                    y = rng.poisson(mu) if phi == 1 else rng.negative_binomial(mu / (phi - 1), 1 / phi)
                    extra = np.zeros(WEEKS)
                    sd = np.sqrt(phi * mu)
                    for start in rng.integers(BASELINE, CURRENT - 8, 4):
                        _outbreak(rng, extra, start, rng.choice([0, 2, 3, 5, 10]) * sd[start], WEEKS)
                    start = int(rng.integers(CURRENT, WEEKS - 8))
                    _outbreak(rng, extra, start, rng.integers(1, 11) * sd[start], WEEKS)
                    counts.append(y + extra)
                    added.append(extra)
    return Weekly(np.array(counts), np.array(added))


def _outbreak(rng: np.random.Generator, extra: Floats, start: int, size: float, end: int) -> None:
    when = start + np.floor(rng.lognormal(0, 0.5, rng.poisson(size))).astype(int)
    np.add.at(extra, when[when < end], 1)


@dataclass(frozen=True, slots=True, eq=False)
class Workshops:
    """N workshops of several workplaces over D days. ``cases`` as reported; ``reported``: was the day; ``people``;
    ``place``,
    the workplace; ``truth`` (K, 2): workshop and first onset of each outbreak; ``in_outbreak`` (N, D)."""

    cases: Integers
    reported: Flags
    people: Floats
    place: Integers
    truth: Integers
    in_outbreak: Flags


DAYS, FIRST, LAST, AFTER = 240, 84, 190, 45


def workshops(places: int, noise: float, seed: int, outbreaks: int = 150) -> Workshops:
    """Sizes, workshops, weekends, two holidays, holes in the reporting; outbreaks that may spill next door."""
    rng = np.random.default_rng(seed)
    number = rng.choice([1, 1, 2, 3, 5, 8], places)
    place = np.repeat(np.arange(places), number)
    n = place.size
    people = np.maximum(np.exp(rng.normal(3.2, 0.8, n)).round(), 3)
    day = np.where(np.arange(DAYS) % 7 > 4, 0.4, 1.0)
    day[40:47], day[150:153] = 0.15, 0.15
    own = noise * rng.gamma(2.0, 0.5, places)[place] * rng.gamma(4.0, 0.25, n)
    true = rng.poisson(own[:, None] * people[:, None] * day)
    inside, truth = np.zeros((n, DAYS), dtype=bool), []
    for first in rng.choice(n, outbreaks, replace=False):
        onsets = _spread(rng, first, place, people, int(rng.integers(FIRST, LAST)))
        seen = [(shop, t) for shop, t in onsets if t < DAYS]
        if len(onsets) < 5:
            continue
        start = min(t for _, t in onsets)
        for shop, t in seen:
            true[shop, t] += rng.random() < 0.6
        for shop in {shop for shop, _ in onsets}:
            inside[shop, start : start + AFTER] = True
        truth.append((first, start))
    reported = rng.random((n, DAYS)) < np.where(day < 0.5, 0.75, 0.93)
    for silent in np.flatnonzero(rng.random(n) < 0.2):
        start = int(rng.integers(0, DAYS - 14))
        reported[silent, start : start + rng.integers(3, 14)] = False
    return Workshops(np.where(reported, true, 0), reported, people, place, np.array(truth), inside)


def _spread(rng: np.random.Generator, first: int, place: Integers, people: Floats, start: int) -> list[tuple[int, int]]:
    """(workshop, day of onset) of a branching epidemic: 1.8 infected by each, mostly in the own workshop."""
    onsets: list[tuple[int, int]] = []
    infectious = [(first, start)]
    beside = np.flatnonzero(place == place[first])
    while infectious and len(onsets) < 40:
        shop, infected = infectious.pop(0)
        onset = infected + int(rng.lognormal(1.62, 0.42))
        onsets.append((shop, onset))
        left = max(1 - len(onsets) / people[shop], 0)
        for _ in range(rng.negative_binomial(0.6, 0.6 / (0.6 + 1.8 * left))):
            where = int(rng.choice(beside)) if rng.random() < 0.3 else shop
            infectious.append((where, onset + int(rng.integers(-1, 4))))
    return onsets

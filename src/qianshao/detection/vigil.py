"""Vigil: a setting against a rate of its own, borrowed where its past is thin, and its neighbours beside it.

A method of this project, for workshops and other small settings where most counts are zero. The expected number of a
fortnight is: people whose day is known × the rate of all × the weekday's effect × the setting's own relative rate,
which
is the posterior mean under a Gamma prior worth ``prior`` cases (empirical Bayes; Clayton D, Kaldor J. Biometrics 1987;
43:
671-81). The statistic is the Poisson tail. The group as a whole (the workplace of a workshop) is scored in the same way
and adds to a setting that has a case of its own, so that a spill next door is heard. Means were better than predictive
distributions, and one window better than the best of several: both were tried on training seeds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from qianshao.detection.counts import Floats, Integers

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Watch:
    """``window`` days are judged together; the rate of all is learnt from the first ``learning`` days, a setting's own
    from ``baseline`` days that end ``gap`` days before; ``prior`` in cases; ``pooled``: weight of the group, 0 to 1."""

    window: int = 14
    learning: int = 70
    baseline: int = 56
    gap: int = 14
    prior: float = 3.0
    pooled: float = 0.25


def vigil(
    cases: Integers, people: Floats, group: Integers, *, reported: Floats | None = None, watch: Watch | None = None
) -> Floats:
    """(N, D) scores: about minus the decimal logarithm of the chance of so many cases or more in the last fortnight.

    cases, reported
        (N, D) cases a day; share of the people whose day is known (0 to 1), all if left out.
    people, group
        (N,) people, above 0; (N,) the neighbours, from 0.

    No p-value, since the group adds to it: choose the threshold by the false alarms that can be visited. The first
    ``learning`` days are 0. ValueError for shapes that do not fit, or fewer days than that.
    """
    w = watch or Watch()
    n, days = cases.shape
    if people.shape != (n,) or group.shape != (n,) or days <= w.learning:
        raise ValueError(f"people and group are (N,), and there are more than {w.learning} days")
    counts = cases.astype(float)
    expected = (people[:, None] * (1.0 if reported is None else reported)) * np.ones((1, days))
    expected *= _weekday_rates(counts[:, : w.learning], expected[:, : w.learning])[np.arange(days) % 7]
    own = _score(counts, expected, w)
    if w.pooled > 0:
        groups = int(group.max()) + 1
        together, among = np.zeros((groups, days)), np.zeros((groups, days))
        np.add.at(together, group, counts)
        np.add.at(among, group, expected)
        # Nobody is visited for a neighbour alone; and neighbours at most confirm.
        wide = np.minimum(_score(together, among, w)[group], own + 1)
        own += w.pooled * np.where(_window(counts, w.window) > 0, wide, 0.0)
    own[:, : w.learning] = 0.0
    return own


def _weekday_rates(cases: Floats, people: Floats) -> Floats:
    """Cases per person on each of seven weekdays, the first being that of the first day."""
    day = np.arange(cases.shape[1]) % 7
    number, exposed = cases.sum(axis=0), people.sum(axis=0)
    return np.array([(number[day == d].sum() + TINY) / (exposed[day == d].sum() + TINY) for d in range(7)])


def _score(counts: Floats, expected: Floats, w: Watch) -> Floats:
    first = w.baseline + w.gap
    past, usual = (np.roll(_window(part, w.baseline), w.gap, axis=1) for part in (counts, expected))
    relative = (w.prior + past) / (w.prior + usual)
    relative[:, :first] = 1.0
    mean = np.maximum(_window(expected, w.window) * relative, TINY)
    scores: Floats = -stats.poisson.logsf(_window(counts, w.window) - 1, mean) / np.log(10)
    return scores


def _window(array: Floats, length: int) -> Floats:
    """(N, D) sums over the last ``length`` days."""
    total = np.cumsum(array, axis=1)
    total[:, length:] -= total[:, :-length].copy()
    return np.maximum(total, 0.0)

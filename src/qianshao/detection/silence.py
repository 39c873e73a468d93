"""Who says less than usual: reports that stay away, and zeros that are too many to be true.

Every workplace has a habit, a shift on the log-odds scale against what its peers do on the same day; so weekends,
holidays and a morning on which the network failed are explained by the peers. The habit is normal among workplaces, its
posterior is taken from the workplace's own past on a grid (empirical Bayes), and the recent number of reports is
compared with its predictive distribution, a mixture of Poisson binomials. Hong Y. On computing the distribution
function
for the Poisson binomial distribution. Comput Stat Data Anal 2013; 59: 41-51.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import stats

from qianshao.detection.counts import Flags, Floats, Integers
from qianshao.detection.spread import gamma_shape

NODES = 17
REACH = 3.0
"""The grid of habits reaches so many standard deviations to both sides."""

PEERS = 10.0
"""A group's rate of a day is drawn to that of all groups as if so many more workplaces had reported at that."""

EDGE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """Of N workplaces or groups, each (N,). ``reports`` in the recent days, ``expected`` of them; ``p``: how often so
    few or fewer arise by chance; ``p_fewer``: still fewer (a number between both is uniform by chance)."""

    reports: NDArray[np.float64]
    expected: Floats
    p: Floats
    p_fewer: Floats


def silent_workplaces(reported: Flags, group: Integers, *, recent: int, spread: float | None = None) -> Silence:
    """Workplaces that report less in the last ``recent`` days than their own habit and their peers explain.

    reported
        (N, D): was there a report. Days before the last ``recent`` are the habit; at least one.
    group
        (N,) from 0: the peers, such as the township.
    spread
        Standard deviation of habits on the log-odds scale; estimated if left out.

    A workplace that never reported is silent by habit: its p stays large. ValueError for shapes that do not fit.
    """
    n, days = reported.shape
    if group.shape != (n,) or not 0 < recent < days:
        raise ValueError("group is (N,), and recent leaves at least one day of habit")
    base = _day_logits(reported, group)
    past = days - recent
    sigma = _spread(reported[:, :past], group, base) if spread is None else spread
    nodes = np.linspace(-REACH, REACH, NODES)
    prior = stats.norm.logpdf(nodes)
    out = np.empty((4, n))
    order = np.argsort(group, kind="stable")
    _habits(reported, order, group[order], base, past, nodes * sigma, prior, out)
    return Silence(out[0], out[1], out[2], out[3])


def _day_logits(reported: Flags, group: Integers) -> Floats:
    """(G, D) log-odds that a member of the group reports on the day."""
    groups = int(group.max()) + 1 if group.size else 0
    total, size = np.zeros((groups, reported.shape[1])), np.bincount(group, minlength=groups)
    _sum_groups(reported, group, total)
    everyone = total.sum(axis=0) / max(size.sum(), 1)
    rate = np.clip((total + PEERS * everyone) / (size[:, None] + PEERS), EDGE, 1 - EDGE)
    logits: Floats = np.log(rate / (1 - rate))
    return logits


@njit(cache=True, nogil=True)
def _sum_groups(reported: Flags, group: Integers, total: Floats) -> None:
    for i in range(reported.shape[0]):
        for t in range(reported.shape[1]):
            total[group[i], t] += reported[i, t]


def _spread(past: Flags, group: Integers, base: Floats) -> float:
    """By moments: workplaces' numbers of reports vary more than chance on the peers' rates; on the log-odds scale."""
    p = 1 / (1 + np.exp(-base[:, : past.shape[1]]))
    mean, chance = p.sum(axis=1)[group], (p * (1 - p)).sum(axis=1)[group]
    number = past.sum(axis=1, dtype=np.int64)
    extra = float(((number - mean) ** 2 - chance).sum())
    information = float((chance**2).sum())
    return float(np.sqrt(np.clip(extra / max(information, 1e-12), 0.01, 9.0)))


@njit(cache=True, nogil=True)
def _habits(
    reported: Flags,
    order: Integers,
    group: Integers,
    base: Floats,
    past: int,
    nodes: Floats,
    prior: Floats,
    out: Floats,
) -> None:
    """Group after group, so that the tables of a group are made once."""
    days, k = reported.shape[1], nodes.size
    recent = days - past
    odds, off, mean = np.empty((past, k)), np.empty(k), np.empty(k)
    below = np.empty((recent + 2, k))
    weight = np.empty(k)
    current = -1
    for place in range(order.size):
        i, g = order[place], group[place]
        if g != current:
            current = g
            _tables(base[g], past, nodes, odds, off, mean, below)
        weight[:] = prior + off
        for t in range(past):
            if reported[i, t]:
                weight += odds[t]
        weight[:] = np.exp(weight - weight.max())
        weight /= weight.sum()
        number = 0
        for t in range(past, days):
            number += reported[i, t]
        out[0, i] = number
        out[1, i] = (weight * mean).sum()
        out[2, i] = min((weight * below[number + 1]).sum(), 1.0)
        out[3, i] = min((weight * below[number]).sum(), 1.0)


@njit(cache=True, nogil=True)
def _tables(base: Floats, past: int, nodes: Floats, odds: Floats, off: Floats, mean: Floats, below: Floats) -> None:
    """For each habit: log-odds of the past days and the log-probability of none of them; mean, and the distribution of
    the recent number: ``below[c]`` is the probability of fewer than c."""
    recent = base.size - past
    exact = np.zeros(recent + 1)
    for k in range(nodes.size):
        off[k], mean[k] = 0.0, 0.0
        for t in range(past):
            odds[t, k] = base[t] + nodes[k]
            off[k] -= np.log1p(np.exp(odds[t, k]))
        exact[:] = 0.0
        exact[0] = 1.0
        for t in range(recent):
            p = 1 / (1 + np.exp(-base[past + t] - nodes[k]))
            mean[k] += p
            for c in range(t + 1, 0, -1):
                exact[c] = exact[c] * (1 - p) + exact[c - 1] * p
            exact[0] *= 1 - p
        below[0, k] = 0.0
        for c in range(recent + 1):
            below[c + 1, k] = below[c, k] + exact[c]


def silent_groups(reported: Flags, group: Integers, *, recent: int) -> Silence:
    """Groups, such as townships, whose members report less than the group's habit and all other groups explain.

    As :func:`silent_workplaces`, with the group's number of reports a day: quasi-binomial around the day's rate of all,
    shifted by the group's habit; the dispersion is the group's own. ``p`` is Student's, continuous, so that ``p_fewer``
    equals it. At least four days of habit.
    """
    n, days = reported.shape
    past = days - recent
    if group.shape != (n,) or recent < 1 or past < 4:
        raise ValueError("group is (N,), and recent leaves at least four days of habit")
    groups = int(group.max()) + 1
    total, size = np.zeros((groups, days)), np.bincount(group, minlength=groups).astype(float)[:, None]
    _sum_groups(reported, group, total)
    others = np.clip((total.sum(axis=0) - total) / np.maximum(n - size, 1), EDGE, 1 - EDGE)
    base = np.log(others / (1 - others))
    habit = np.zeros((groups, 1))
    for _ in range(30):
        p = 1 / (1 + np.exp(-base[:, :past] - habit))
        step = (total[:, :past] - size * p).sum(axis=1) / np.maximum((size * p * (1 - p)).sum(axis=1), 1e-9)
        habit = np.clip(habit + np.clip(step, -1, 1)[:, None], -8, 8)
    p = 1 / (1 + np.exp(-base - habit))
    variance = np.maximum(size * p * (1 - p), 1e-9)
    pearson = ((total - size * p)[:, :past] ** 2 / variance[:, :past]).sum(axis=1) / (past - 1)
    now, before = variance[:, past:].sum(axis=1), variance[:, :past].sum(axis=1)
    spread = np.sqrt(np.maximum(pearson, 1.0) * now * (1 + now / before))
    number, expected = total[:, past:].sum(axis=1), (size * p)[:, past:].sum(axis=1)
    tail = stats.t.cdf((number - expected) / spread, past - 1)
    return Silence(number, expected, tail, tail)


@dataclass(frozen=True, slots=True, eq=False)
class Zeros:
    """Of N workplaces, each (N,). ``days`` reported; ``expected`` cases on them by the peers; ``p``: how often all of
    them are zero by chance, 1 where one was not."""

    days: NDArray[np.int64]
    expected: Floats
    p: Floats


def zero_runs(cases: Integers, reported: Flags, headcount: Floats, group: Integers) -> Zeros:
    """“Zero, zero, zero”: nothing but zeros in the whole window, given the size and what the peers report.

    cases
        (N, D) cases in each report; what stands where there was no report does not matter.
    reported, headcount, group
        (N, D) was there a report; (N,) people, above 0; (N,) the peers, from 0.

    A workplace's rate per person and day is Gamma around its group's, left out itself, so that the probability of no
    case is that of a negative binomial, (1 + m / k) ** -k; k by likelihood from all workplaces. A window is fixed
    before it is looked at: a run cut out because it is one would be no test. The probability that a workplace's p is at
    most a is at most a by chance.
    """
    known = np.where(reported, cases, 0).sum(axis=1).astype(float)
    days = reported.sum(axis=1, dtype=np.int64)
    exposure = days * headcount
    groups = int(group.max()) + 1
    seen, time = (np.bincount(group, weights=part, minlength=groups) for part in (known, exposure))
    overall = known.sum() / max(exposure.sum(), 1e-12)
    # An own case more or less shall not decide: one case at the overall rate is added to the peers.
    rate = (seen[group] - known + 1) / np.maximum(time[group] - exposure + 1 / max(overall, 1e-12), 1e-12)
    mean = rate * exposure
    shape = gamma_shape(known, mean)
    p = np.where(known > 0, 1.0, np.exp(-shape * np.log1p(mean / shape)))
    return Zeros(days, mean, p)

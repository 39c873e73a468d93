"""The quasi-Poisson regressions of Farrington flexible, one after another, compiled.

Every season group has an intercept of its own and there is one slope, so the normal equations are a diagonal with one
border, solved in the time it takes to write them down. Within a fit, exp(slope × time) is a power series, so the inner
loop has neither an exponential nor a logarithm. Starting values, the stopping rule and the iteration whose weights the
variance is taken from are those of R's ``glm``: near separation (groups without a case) the result depends on them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from qianshao.detection.counts import Floats

MAX_ITERATIONS = 25
EPSILON = 1e-8
TINY = float(np.finfo(np.float64).eps)
RESTART = 32
"""Powers are multiplied on for so long before one is computed anew."""

ETA, SE, PHI, SLOPE, SIZE = range(5)
"""What :func:`fit` writes for a point: linear predictor, its standard error, dispersion, slope (nan without trend)."""

Places = NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., object])


class Points(NamedTuple):
    """The baseline counts of one judged time. ``mu`` are fitted, ``stale`` are those that the last iteration began
    with; ``time`` is from the middle."""

    y: Floats
    log: Floats
    log_start: Floats
    root: Floats
    weight: Floats
    time: Floats
    mu: Floats
    stale: Floats
    power: Floats


class Groups(NamedTuple):
    """Season groups, and the runs of neighbouring counts of one group. ``s0``, ``s1``: sums of weights and of weights
    × time of the last solved equations."""

    first: Places
    end: Places
    of: Places
    size: Floats
    intercept: Floats
    s0: Floats
    s1: Floats
    next0: Floats
    next1: Floats
    nextz: Floats


class Line(NamedTuple):
    """A fit beside its intercepts: did it converge, slope, what the slope's variance is one over (inf: no slope)."""

    converged: bool
    slope: float
    precision: float


class Quasi(NamedTuple):
    """A fit with its dispersion, and the one that standard errors are scaled with."""

    converged: bool
    slope: float
    precision: float
    phi: float
    scale: float


def compiled(function: F) -> F:
    """Sums may be reordered, which lets them be vectorised; nan and infinity keep their meaning."""
    return cast(F, njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})(function))


@compiled
def fit(
    counts: Floats,
    now: Places,
    start: Places,
    group: NDArray[np.int16],
    groups: int,
    reweight: bool,
    weights_above: float,
    t_critical: Floats,
    out: Floats,
) -> None:
    """All K points of all S series. ``t_critical[d]``: beyond it a slope with d degrees of freedom is significant;
    empty where no trend is wanted. ``out``: (S, K, SIZE), left as it is where a fit fails."""
    length = group.shape[1]
    work = np.empty((9, length))
    p = Points(work[0], work[1], work[2], work[3], work[4], work[5], work[6], work[7], work[8])
    place, level = np.empty((3, length), dtype=np.int64), np.empty((7, groups))
    g = Groups(place[0], place[1], place[2], level[0], level[1], level[2], level[3], level[4], level[5], level[6])
    for s in range(counts.shape[0]):
        row = counts[s]
        log = np.log(np.where(row > 0, row, 1.0))
        log_start = np.log(row + 0.1)
        root = row ** (2.0 / 3.0)
        for k in range(now.size):
            n, runs, middle = _gather(row, log, log_start, root, start[k], group[k], p, g)
            present = (g.size > 0).sum()
            if n <= present or g.size[groups - 1] == 0:
                continue
            today, judged = float(now[k] - start[k]) - middle, out[s, k]
            if t_critical.size and n > present + 1:
                found = _quasi(p, g, n, runs, n - present - 1, True, reweight, weights_above)
                if found.converged and _keeps(found, p, g, n, today, t_critical[n - present - 1]):
                    _write(found, g, today, judged)
                    continue
            found = _quasi(p, g, n, runs, n - present, False, reweight, weights_above)
            if found.converged:
                _write(found, g, today, judged)


@compiled
def _gather(
    row: Floats,
    log: Floats,
    log_start: Floats,
    root: Floats,
    start: int,
    group: NDArray[np.int16],
    p: Points,
    g: Groups,
) -> tuple[int, int, float]:
    """Copies what is used; missing counts are left out. Number of counts, number of runs, the middle of the time."""
    n, runs, before = 0, 0, -1
    g.size[:] = 0.0
    for i in range(group.size):
        j = start + i
        if group[i] < 0 or row[j] != row[j]:
            continue
        if group[i] != before:
            before = group[i]
            g.first[runs], g.of[runs] = n, before
            runs += 1
        g.end[runs - 1] = n + 1
        g.size[before] += 1
        p.y[n], p.log[n], p.log_start[n], p.root[n], p.time[n] = row[j], log[j], log_start[j], root[j], i
        n += 1
    middle = (p.time[0] + p.time[n - 1]) // 2 if n else 0.0
    for i in range(n):
        p.time[i] -= middle
    return n, runs, middle


@compiled
def _quasi(p: Points, g: Groups, n: int, runs: int, df: int, trend: bool, reweight: bool, above: float) -> Quasi:
    """Fit, and fit again with less weight on counts that were outbreaks themselves (Noufaily 2013, section 3)."""
    p.weight[:n] = 1.0
    line = _line(p, g, n, runs) if trend else _levels(p, g, n, runs)
    scale = _dispersion(p, n, df, True)
    phi = max(scale, 1.0)
    if not line.converged or not phi < np.inf:
        return Quasi(False, 0.0, 1.0, 1.0, 1.0)
    if reweight:
        _reweight(p, g, n, runs, line, phi, above)
        line = _line(p, g, n, runs) if trend else _levels(p, g, n, runs)
        phi = max(_dispersion(p, n, df, True), 1.0)
        # As in R, where the weights of the fit have been replaced by the prior ones before its variance is asked for.
        scale = _dispersion(p, n, df, False)
    return Quasi(phi < np.inf, line.slope, line.precision, phi, scale)


@compiled
def _line(p: Points, g: Groups, n: int, runs: int) -> Line:
    """Intercepts and one slope, by iteratively reweighted least squares."""
    for i in range(n):
        p.mu[i] = p.y[i] + 0.1
    deviance = 0.0
    g.next0[:], g.next1[:], g.nextz[:] = 0.0, 0.0, 0.0
    cross, square = 0.0, 0.0
    for run in range(runs):
        of = g.of[run]
        for i in range(g.first[run], g.end[run]):
            t, v = p.time[i], p.weight[i] * p.mu[i]
            u = v * p.log_start[i] - 0.1 * p.weight[i]
            deviance += p.weight[i] * (p.y[i] * (p.log[i] - p.log_start[i]) + 0.1)
            g.next0[of] += v
            g.next1[of] += v * t
            g.nextz[of] += u
            cross += u * t
            square += v * t * t
    slope, precision = 0.0, 0.0
    for _ in range(MAX_ITERATIONS):
        precision, right = square, cross
        for of in range(g.size.size):
            if g.size[of] > 0:
                g.s0[of], g.s1[of] = g.next0[of], g.next1[of]
                precision -= g.s1[of] ** 2 / g.s0[of]
                right -= g.s1[of] * g.nextz[of] / g.s0[of]
        if not precision > 1e-11 * square:
            return Line(False, 0.0, 1.0)
        slope = right / precision
        for of in range(g.size.size):
            if g.size[of] > 0:
                g.intercept[of] = (g.nextz[of] - slope * g.s1[of]) / g.s0[of]
        p.stale[:n] = p.mu[:n]
        last = deviance
        deviance, cross, square = _pass(p, g, n, runs, slope)
        if not deviance < np.inf:
            return Line(False, slope, precision)
        if 2 * abs(deviance - last) < EPSILON * (2 * abs(deviance) + 0.1):
            return Line(True, slope, precision)
    return Line(False, slope, precision)


@compiled
def _pass(p: Points, g: Groups, n: int, runs: int, slope: float) -> tuple[float, float, float]:
    """New fitted values, half their deviance, and the sums of the next equations."""
    _powers(p, n, slope)
    g.next0[:], g.next1[:], g.nextz[:] = 0.0, 0.0, 0.0
    half, cross, square = 0.0, 0.0, 0.0
    for run in range(runs):
        of = g.of[run]
        intercept = g.intercept[of]
        factor = np.exp(intercept)
        s0, s1, sz = 0.0, 0.0, 0.0
        for i in range(g.first[run], g.end[run]):
            t, w, y = p.time[i], p.weight[i], p.y[i]
            mu = max(factor * p.power[i], TINY)
            p.mu[i] = mu
            eta, v, rest = intercept + slope * t, w * mu, w * (y - mu)
            half += w * (y * (p.log[i] - eta)) - rest
            u = v * eta + rest
            s0 += v
            s1 += v * t
            sz += u
            cross += u * t
            square += v * t * t
        g.next0[of] += s0
        g.next1[of] += s1
        g.nextz[of] += sz
    return half, cross, square


@compiled
def _powers(p: Points, n: int, slope: float) -> None:
    """exp(slope × time) at each time."""
    ratio = np.exp(slope)
    for i in range(n):
        if i % RESTART == 0:
            p.power[i] = np.exp(slope * p.time[i])
        elif p.time[i] - p.time[i - 1] == 1.0:
            p.power[i] = p.power[i - 1] * ratio
        else:
            p.power[i] = np.exp(slope * p.time[i])


@compiled
def _levels(p: Points, g: Groups, n: int, runs: int) -> Line:
    """Intercepts alone: the iterations run over groups, not over counts."""
    groups = g.size.size
    weight, total, saturated = np.zeros(groups), np.zeros(groups), np.zeros(groups)
    g.s0[:], g.nextz[:], g.s1[:] = 0.0, 0.0, 0.0
    half = 0.0
    for run in range(runs):
        of = g.of[run]
        for i in range(g.first[run], g.end[run]):
            w, y = p.weight[i], p.y[i]
            weight[of] += w
            total[of] += w * y
            g.s0[of] += w * (y + 0.1)
            g.nextz[of] += w * ((y + 0.1) * p.log_start[i] - 0.1)
            half += w * (y * (p.log[i] - p.log_start[i]) + 0.1)
    centre = np.log(np.where(total > 0, total / weight, 1.0))
    for run in range(runs):
        of = g.of[run]
        for i in range(g.first[run], g.end[run]):
            saturated[of] += p.weight[i] * p.y[i] * (p.log[i] - centre[of])
    mu, stale = np.zeros(groups), np.full(groups, -1.0)
    converged = False
    for step in range(MAX_ITERATIONS):
        last, half = half, 0.0
        for of in range(groups):
            if g.size[of] == 0:
                continue
            if step:
                stale[of] = mu[of]
                g.s0[of] = weight[of] * mu[of]
                g.nextz[of] = g.s0[of] * g.intercept[of] + total[of] - g.s0[of]
            intercept = g.nextz[of] / g.s0[of]
            g.intercept[of] = intercept
            mu[of] = max(np.exp(intercept), TINY)
            half += saturated[of] + total[of] * (centre[of] - intercept) - (total[of] - weight[of] * mu[of])
        converged = 2 * abs(half - last) < EPSILON * (2 * abs(half) + 0.1)
        if converged or not half < np.inf:
            break
    for run in range(runs):
        of = g.of[run]
        for i in range(g.first[run], g.end[run]):
            p.mu[i] = mu[of]
            p.stale[i] = stale[of] if stale[of] > 0 else p.y[i] + 0.1
    return Line(converged, 0.0, np.inf)


@compiled
def _dispersion(p: Points, n: int, df: int, working: bool) -> float:
    """Pearson's statistic per degree of freedom; with prior in place of working weights if not ``working``."""
    total = 0.0
    for i in range(n):
        relative = (p.y[i] - p.mu[i]) / p.mu[i]
        total += p.weight[i] * (p.stale[i] if working else 1.0) * relative * relative
    return total / df


@compiled
def _reweight(p: Points, g: Groups, n: int, runs: int, line: Line, phi: float, above: float) -> None:
    """Prior weights from standardised Anscombe residuals; their sum is n again."""
    total = 0.0
    for run in range(runs):
        of = g.of[run]
        mean, variance = g.s1[of] / g.s0[of], 1 / g.s0[of]
        sixth = np.exp(g.intercept[of] / 6)
        for i in range(g.first[run], g.end[run]):
            if line.slope != 0:
                sixth = np.exp((g.intercept[of] + line.slope * p.time[i]) / 6)
            sixth = max(sixth, TINY ** (1 / 6))
            hat = p.stale[i] * (variance + (p.time[i] - mean) ** 2 / line.precision)
            # A count that decides its own fitted value has no residual.
            left = 1 - hat
            s = 1.5 * (p.root[i] / sixth - sixth**3) / np.sqrt(phi * left) if left > 10 * TINY else 0.0
            p.weight[i] = 1 / (s * s) if s > above else 1.0
            total += p.weight[i]
    p.weight[:n] *= n / total


@compiled
def _keeps(found: Quasi, p: Points, g: Groups, n: int, today: float, critical: float) -> bool:
    """Is the slope significant, and does it not lead beyond what was ever counted?"""
    eta = g.intercept[-1] + found.slope * today
    significant = abs(found.slope) > critical * np.sqrt(found.scale / found.precision)
    return bool(significant and np.exp(eta) <= p.y[:n].max())


@compiled
def _write(found: Quasi, g: Groups, today: float, out: Floats) -> None:
    away = today - g.s1[-1] / g.s0[-1]
    out[ETA] = g.intercept[-1] + found.slope * today
    out[SE] = np.sqrt(found.scale * (1 / g.s0[-1] + away * away / found.precision))
    out[PHI] = found.phi
    out[SLOPE] = found.slope if found.precision < np.inf else np.nan

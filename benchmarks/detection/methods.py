"""Each method as a score of every series and time, so that all can be held to the same number of false alarms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from benchmarks.detection.schemes import CURRENT, Weekly, Workshops
from qianshao.detection.counts import Floats
from qianshao.detection.cusum import Chart, Transform, cusum
from qianshao.detection.ears import ears
from qianshao.detection.farrington import RECOMMENDED, Fitted, Threshold, farrington
from qianshao.detection.vigil import Watch, vigil

Scores = dict[str, Floats]


def of_weeks(data: Weekly) -> Scores:
    y = data.counts
    plain = replace(RECOMMENDED, threshold=Threshold.DELTA, periods=1, not_included=3, trend_level=0.05, least_cases=0)
    return {
        "ears-c1": ears(y, "C1", min_sigma=0.5).score,
        "ears-c2": ears(y, "C2", min_sigma=0.5).score,
        "ears-c3": ears(y, "C3", min_sigma=0.5).score,
        "cusum": cusum(y, first=312, chart=Chart(transform=Transform.ROSSI)).score,
        "farrington, one season": _log(farrington(y, options=plain, first=CURRENT)),
        "farrington-flexible": _log(farrington(y, options=replace(RECOMMENDED, least_cases=0), first=CURRENT)),
    }


def _log(found: Fitted) -> Floats:
    scores: Floats = -np.log10(np.maximum(found.p, 1e-300))
    return scores


def of_workshops(data: Workshops) -> Scores:
    y = data.cases.astype(float)
    known = data.reported.astype(float)
    fortnight = _sums(y, 14)
    rate = np.full(y.shape[1], y[:, :70].sum() / (data.people[:, None] * known[:, :70]).sum())
    expected = data.people[:, None] * _sums(known, 14) * rate
    return {
        "cases in 14 days": fortnight,
        "size-adjusted Poisson": -stats.poisson.logsf(fortnight - 1, np.maximum(expected, 1e-9)) / np.log(10),
        "ears-c2": ears(y, "C2", min_sigma=0.2).score,
        "ears-c3": ears(y, "C3", min_sigma=0.2).score,
        "cusum": cusum(y, first=70, mean=np.maximum(data.people * rate[0], 0.02)).score,
        "vigil, no neighbours": vigil(data.cases, data.people, data.place, reported=known, watch=Watch(pooled=0.0)),
        "vigil": vigil(data.cases, data.people, data.place, reported=known),
    }


def _sums(array: Floats, length: int) -> Floats:
    total = np.cumsum(array, axis=1)
    total[:, length:] -= total[:, :-length].copy()
    return total

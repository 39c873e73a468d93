"""Probability and time of detection at equal false alarms: thresholds from one seed, figures from another."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from benchmarks.detection import methods, schemes
from benchmarks.detection.schemes import AFTER, CURRENT, FIRST, Weekly, Workshops
from qianshao.detection.counts import Flags, Floats

TRAINING, HELD_OUT = 101, 202
WEEKLY_RATES = (0.01, 0.03)
BUDGETS = (1, 10, 30)
"""False alarms for 1,000 workshops in 30 days, each a visit."""

REFRACTORY = 14


def weekly(replicates: int = 12) -> None:
    training, held_out = schemes.weekly(replicates, TRAINING), schemes.weekly(replicates, HELD_OUT)
    for_threshold, scores = methods.of_weeks(training), methods.of_weeks(held_out)
    for rate in WEEKLY_RATES:
        for name, score in scores.items():
            threshold = _quantile(for_threshold[name], training, rate)
            say("detection_weekly", method=name, at=rate, **_weeks(score > threshold, held_out))


def _quantile(score: Floats, data: Weekly, rate: float) -> float:
    quiet = np.nan_to_num(score[:, CURRENT:])[data.added[:, CURRENT:] == 0]
    return float(np.quantile(quiet, 1 - rate))


def _weeks(alarm: Flags, data: Weekly) -> dict[str, float]:
    now, added = alarm[:, CURRENT:], data.added[:, CURRENT:] > 0
    some = added.any(axis=1)
    hit = (now & added)[some]
    delay = hit.argmax(axis=1) - added[some].argmax(axis=1)
    found = hit.any(axis=1)
    return {
        "outbreaks": int(some.sum()),
        "detected": round(float(found.mean()), 3),
        "in_first_week": round(float((found & (delay == 0)).mean()), 3),
        "weeks_to_detection": round(float(delay[found].mean()), 2),
        "false_alarms_per_series_year": round(52 * float(now[~added].mean()), 2),
    }


def workshops(places: int = 900) -> None:
    for noise in (1e-4, 1e-3):
        training = schemes.workshops(places, noise, TRAINING)
        held_out = schemes.workshops(places, noise, HELD_OUT)
        for_threshold, scores = methods.of_workshops(training), methods.of_workshops(held_out)
        for budget in BUDGETS:
            for name, score in scores.items():
                threshold = _threshold(np.nan_to_num(for_threshold[name]), training, budget)
                alarm = np.nan_to_num(score) > threshold
                say("detection_workshops", noise=noise, budget=budget, method=name, **_visits(alarm, held_out))


def _threshold(score: Floats, data: Workshops, budget: float) -> float:
    """The lowest that keeps the budget, by halving."""
    values = np.unique(score[:, FIRST:][score[:, FIRST:] > 0])
    values = values[:: max(values.size // 4000, 1)]
    low, high = 0, values.size - 1
    while low < high:
        middle = (low + high) // 2
        if _false(score > values[middle], data) <= budget:
            high = middle
        else:
            low = middle + 1
    return float(values[low])


def _false(alarm: Flags, data: Workshops) -> float:
    """Visits for 1,000 workshops in 30 days; after one, a workshop is left alone for a fortnight."""
    quiet = alarm[:, FIRST:] & ~data.in_outbreak[:, FIRST:]
    visits, free = 0, np.zeros(alarm.shape[0], dtype=np.int64)
    for t in range(quiet.shape[1]):
        now = quiet[:, t] & (free <= t)
        visits += int(now.sum())
        free[now] = t + REFRACTORY
    return float(visits / alarm.shape[0] * 1000 / quiet.shape[1] * 30)


def _visits(alarm: Flags, data: Workshops) -> dict[str, float]:
    delays = [_delay(alarm, data, shop, start) for shop, start in data.truth]
    found = [delay for delay in delays if delay is not None]
    false = _false(alarm, data)
    return {
        "outbreaks": len(delays),
        "detected": round(len(found) / len(delays), 3),
        "days_to_detection": round(float(np.median(found)), 1) if found else float("nan"),
        "false_visits_per_1000_workshops_30_days": round(false, 1),
        "false_alarms_per_series_year": round(false / 1000 / 30 * 365, 3),
    }


def _delay(alarm: Flags, data: Workshops, shop: int, start: int) -> int | None:
    """From the first onset to an alarm in any workshop that the outbreak reached, at the same workplace."""
    beside = data.place == data.place[shop]
    window = slice(start, start + AFTER)
    when = np.flatnonzero((alarm[beside, window] & data.in_outbreak[beside, window]).any(axis=0))
    return int(when[0]) if when.size else None


def say(bench: str, **figures: Any) -> None:
    print(json.dumps({"bench": bench, **figures}), flush=True)

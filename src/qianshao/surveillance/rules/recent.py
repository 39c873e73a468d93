"""The last days as they will be once late reports have come, so that nobody reads them as a fall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from qianshao.detection.delay import LEAST_HISTORY, history, nowcast
from qianshao.surveillance.rules.records import Records

SHOWN = 7


def last_days(r: Records) -> list[dict[str, Any]]:
    """For each of the last days: known so far, expected in the end, and its interval. Empty where too few are known
    from days that are complete: from a guess at the delays nothing follows."""
    if history(r.triangle) < LEAST_HISTORY:
        return []
    seen = nowcast(r.triangle)
    days = range(max(len(seen.known) - SHOWN, 0), len(seen.known))
    return [
        {
            "day": (r.first + timedelta(days=t)).isoformat(),
            "known": int(seen.known[t]),
            "expected": round(float(seen.expected[t]), 1),
            "lower": round(float(seen.lower[t]), 1),
            "upper": round(float(seen.upper[t]), 1),
        }
        for t in days
    ]


def learnt_from(r: Records) -> dict[str, int]:
    """Of how many newly ill the delays are known, how many it takes, and how long ago those fell ill."""
    return {"ill": history(r.triangle), "needed": LEAST_HISTORY, "days": r.triangle.shape[1] - 1}

"""The questions of surveillance: the signals, and what came of them. ``queries.records`` reads the records as arrays;
who looks imports it, so that a page that shows signals loads no numeric library."""

from qianshao.surveillance.queries.districts import districts
from qianshao.surveillance.queries.performance import Week, missed, weeks
from qianshao.surveillance.queries.signals import (
    STATES,
    case_of,
    counts,
    judged,
    last_run,
    next_to_judge,
    officers,
    signal,
    signals,
    where,
)

__all__ = [
    "STATES",
    "Week",
    "case_of",
    "counts",
    "districts",
    "judged",
    "last_run",
    "missed",
    "next_to_judge",
    "officers",
    "signal",
    "signals",
    "weeks",
    "where",
]

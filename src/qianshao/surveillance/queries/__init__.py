"""The questions of surveillance: the records as arrays, the signals, and what came of them."""

from qianshao.surveillance.queries.performance import Week, missed, weeks
from qianshao.surveillance.queries.records import districts, records
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
    "records",
    "signal",
    "signals",
    "weeks",
    "where",
]

"""The questions of surveillance: the records as arrays, the signals, and what came of them."""

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
)

__all__ = [
    "STATES",
    "case_of",
    "counts",
    "districts",
    "judged",
    "last_run",
    "next_to_judge",
    "officers",
    "records",
    "signal",
    "signals",
]

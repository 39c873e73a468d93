"""Pages about cases, by who comes for what."""

from qianshao.casework.pages.answers import answers
from qianshao.casework.pages.commitments import commitments, settle
from qianshao.casework.pages.officers import case, cases, do, inbox, inbox_events
from qianshao.casework.pages.reporters import WRONG_RECEIPTS, follow

__all__ = [
    "WRONG_RECEIPTS",
    "answers",
    "case",
    "cases",
    "commitments",
    "do",
    "follow",
    "inbox",
    "inbox_events",
    "settle",
]

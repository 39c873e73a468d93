"""The verbs of resumption, by noun. One transaction each."""

from qianshao.resumption.actions.holds import hold, release, take_report, take_word
from qianshao.resumption.actions.ledger import LONGEST_SOURCE, Draft, correct, retract, state
from qianshao.resumption.actions.papers import add_paper
from qianshao.resumption.actions.sums import recount

__all__ = [
    "LONGEST_SOURCE",
    "Draft",
    "add_paper",
    "correct",
    "hold",
    "recount",
    "release",
    "retract",
    "state",
    "take_report",
    "take_word",
]

"""The verbs of resumption, by noun. One transaction each."""

from qianshao.resumption.actions.holds import hold, release, take_report, take_word
from qianshao.resumption.actions.ledger import LONGEST_SOURCE, Draft, correct, retract, state
from qianshao.resumption.actions.lists import Sent, Taken, import_list
from qianshao.resumption.actions.papers import add_paper
from qianshao.resumption.actions.review import accept, enter_new, reject, undo
from qianshao.resumption.actions.sums import recount

__all__ = [
    "LONGEST_SOURCE",
    "Draft",
    "Sent",
    "Taken",
    "accept",
    "add_paper",
    "correct",
    "enter_new",
    "hold",
    "import_list",
    "recount",
    "reject",
    "release",
    "retract",
    "state",
    "take_report",
    "take_word",
    "undo",
]

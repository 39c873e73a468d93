"""The verbs of resumption, by noun. One transaction each."""

from qianshao.resumption.actions.assignment import Assigned, assign, pin, unpin
from qianshao.resumption.actions.checklists import declare, kept
from qianshao.resumption.actions.holds import hold, release, take_report, take_word
from qianshao.resumption.actions.initiatives import acknowledge, remind, report, send, sweep_initiatives, withdraw
from qianshao.resumption.actions.inspections import (
    Done,
    Result,
    call_off,
    inspectors_of,
    plan,
    put_off,
    submit,
    sweep_visits,
)
from qianshao.resumption.actions.ledger import LONGEST_SOURCE, Draft, correct, retract, state, state_many
from qianshao.resumption.actions.letters import write_letter, write_pdf
from qianshao.resumption.actions.lists import Sent, Taken, import_list
from qianshao.resumption.actions.papers import add_paper
from qianshao.resumption.actions.people import Particulars, enter_helper, leave, set_hours
from qianshao.resumption.actions.review import accept, enter_new, reject, undo
from qianshao.resumption.actions.sums import recount, take_registry
from qianshao.resumption.actions.transport import Entered, enter_shared, forget_seats, import_shared, seat, use

__all__ = [
    "LONGEST_SOURCE",
    "Assigned",
    "Done",
    "Draft",
    "Entered",
    "Particulars",
    "Result",
    "Sent",
    "Taken",
    "accept",
    "acknowledge",
    "add_paper",
    "assign",
    "call_off",
    "correct",
    "declare",
    "enter_helper",
    "enter_new",
    "enter_shared",
    "forget_seats",
    "hold",
    "import_list",
    "import_shared",
    "inspectors_of",
    "kept",
    "leave",
    "pin",
    "plan",
    "put_off",
    "recount",
    "reject",
    "release",
    "remind",
    "report",
    "retract",
    "seat",
    "send",
    "set_hours",
    "state",
    "state_many",
    "submit",
    "sweep_initiatives",
    "sweep_visits",
    "take_registry",
    "take_report",
    "take_word",
    "undo",
    "unpin",
    "use",
    "withdraw",
    "write_letter",
    "write_pdf",
]

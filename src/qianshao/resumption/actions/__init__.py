"""What can happen to checklists, inspections and initiatives, by noun."""

from qianshao.resumption.actions.checklists import kept, state
from qianshao.resumption.actions.initiatives import acknowledge, remind, report, send, sweep_initiatives, withdraw
from qianshao.resumption.actions.inspections import (
    Done,
    Result,
    call_off,
    inspectors_of,
    plan,
    put_off,
    submit,
)
from qianshao.resumption.actions.letters import write_letter, write_pdf

__all__ = [
    "Done",
    "Result",
    "acknowledge",
    "call_off",
    "inspectors_of",
    "kept",
    "plan",
    "put_off",
    "remind",
    "report",
    "send",
    "state",
    "submit",
    "sweep_initiatives",
    "withdraw",
    "write_letter",
    "write_pdf",
]

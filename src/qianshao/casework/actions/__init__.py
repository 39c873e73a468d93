"""What can happen to a case, by noun. Every change is one transaction, with its entry for people and its event for the
trail."""

from qianshao.casework.actions.commitments import ask_about_what_is_due, commit, settle
from qianshao.casework.actions.deadlines import move_up, sweep
from qianshao.casework.actions.endings import REOPEN_WITHIN, reopen, resolve
from qianshao.casework.actions.reporters import WORDS_BEFORE_AN_ANSWER, answer
from qianshao.casework.actions.reports import take_report
from qianshao.casework.actions.steps import acknowledge, act, ask, hand_over
from qianshao.casework.actions.writing import LONGEST_TEXT

__all__ = [
    "LONGEST_TEXT",
    "REOPEN_WITHIN",
    "WORDS_BEFORE_AN_ANSWER",
    "acknowledge",
    "act",
    "answer",
    "ask",
    "ask_about_what_is_due",
    "commit",
    "hand_over",
    "move_up",
    "reopen",
    "resolve",
    "settle",
    "sweep",
    "take_report",
]

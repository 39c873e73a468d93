"""What can happen to a case, by noun. Every change is one transaction, with its entry for people and its event for the
trail."""

from qianshao.casework.actions.commitments import ask_about_what_is_due, commit, settle
from qianshao.casework.actions.deadlines import move_up, sweep
from qianshao.casework.actions.endings import REOPEN_WITHIN, reopen, resolve
from qianshao.casework.actions.letters import (
    approve,
    change_draft,
    discard,
    draft,
    file_answer,
    preview,
    send,
    sweep_unanswered,
    withdraw,
    write_files,
)
from qianshao.casework.actions.proposals import decide_proposal, propose
from qianshao.casework.actions.referrals import answer_referral, open_referral, refer, sweep_referrals
from qianshao.casework.actions.reporters import WORDS_BEFORE_AN_ANSWER, answer
from qianshao.casework.actions.reports import take_report
from qianshao.casework.actions.steps import acknowledge, act, ask, hand_over
from qianshao.casework.actions.telling import warn_of_deadlines
from qianshao.casework.actions.writing import LONGEST_TEXT

__all__ = [
    "LONGEST_TEXT",
    "REOPEN_WITHIN",
    "WORDS_BEFORE_AN_ANSWER",
    "acknowledge",
    "act",
    "answer",
    "answer_referral",
    "approve",
    "ask",
    "ask_about_what_is_due",
    "change_draft",
    "commit",
    "decide_proposal",
    "discard",
    "draft",
    "file_answer",
    "hand_over",
    "move_up",
    "open_referral",
    "preview",
    "propose",
    "refer",
    "reopen",
    "resolve",
    "send",
    "settle",
    "sweep",
    "sweep_referrals",
    "sweep_unanswered",
    "take_report",
    "warn_of_deadlines",
    "withdraw",
    "write_files",
]

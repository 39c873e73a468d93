"""What can happen to a case, by noun. Every change is one transaction, with its entry for people and its event for the
trail."""

from qianshao.casework.actions.commitments import ask_about_what_is_due, commit, settle
from qianshao.casework.actions.deadlines import move_up, sweep
from qianshao.casework.actions.endings import REOPEN_WITHIN, reopen, resolve
from qianshao.casework.actions.identities import (
    change_key,
    open_identity,
    pass_on_identity,
    seal_identity,
    withdraw_identity,
)
from qianshao.casework.actions.inspections import take_inspection
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
from qianshao.casework.actions.restarts import take_restart
from qianshao.casework.actions.signals import take_signal
from qianshao.casework.actions.steps import acknowledge, act, ask, hand_over
from qianshao.casework.actions.supplies import (
    give_up,
    raise_need,
    send_supplies,
    state_stock,
    sweep_needs,
    withdraw_need,
)
from qianshao.casework.actions.telling import warn_of_deadlines
from qianshao.casework.actions.voices import say_as_delegate, say_by_poster, say_by_receipt
from qianshao.casework.actions.watch import answer_check, answer_standing, sweep_watch
from qianshao.casework.actions.writing import LONGEST_TEXT

__all__ = [
    "LONGEST_TEXT",
    "REOPEN_WITHIN",
    "WORDS_BEFORE_AN_ANSWER",
    "acknowledge",
    "act",
    "answer",
    "answer_check",
    "answer_referral",
    "answer_standing",
    "approve",
    "ask",
    "ask_about_what_is_due",
    "change_draft",
    "change_key",
    "commit",
    "decide_proposal",
    "discard",
    "draft",
    "file_answer",
    "give_up",
    "hand_over",
    "move_up",
    "open_identity",
    "open_referral",
    "pass_on_identity",
    "preview",
    "propose",
    "raise_need",
    "refer",
    "reopen",
    "resolve",
    "say_as_delegate",
    "say_by_poster",
    "say_by_receipt",
    "seal_identity",
    "send",
    "send_supplies",
    "settle",
    "state_stock",
    "sweep",
    "sweep_needs",
    "sweep_referrals",
    "sweep_unanswered",
    "sweep_watch",
    "take_inspection",
    "take_report",
    "take_restart",
    "take_signal",
    "warn_of_deadlines",
    "withdraw",
    "withdraw_identity",
    "withdraw_need",
    "write_files",
]

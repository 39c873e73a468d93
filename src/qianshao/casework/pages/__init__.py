"""Pages about cases, by who comes for what."""

from qianshao.casework.pages.answers import answers
from qianshao.casework.pages.at_work import arrived, at_work, do_at_work
from qianshao.casework.pages.commitments import commitments, settle
from qianshao.casework.pages.identities import do_sealed_box, identity, sealed_box
from qianshao.casework.pages.letters import do_letter, draft, letter, letters, paper
from qianshao.casework.pages.officers import case, cases, decide, do, inbox, inbox_events
from qianshao.casework.pages.referrals import referral, referrals
from qianshao.casework.pages.reporters import WRONG_RECEIPTS, follow
from qianshao.casework.pages.supplies import do_need, lose, need, needs, new_need, stock
from qianshao.casework.pages.watch import answer_check, watch

__all__ = [
    "WRONG_RECEIPTS",
    "answer_check",
    "answers",
    "arrived",
    "at_work",
    "case",
    "cases",
    "commitments",
    "decide",
    "do",
    "do_at_work",
    "do_letter",
    "do_need",
    "do_sealed_box",
    "draft",
    "follow",
    "identity",
    "inbox",
    "inbox_events",
    "letter",
    "letters",
    "lose",
    "need",
    "needs",
    "new_need",
    "paper",
    "referral",
    "referrals",
    "sealed_box",
    "settle",
    "stock",
    "watch",
]

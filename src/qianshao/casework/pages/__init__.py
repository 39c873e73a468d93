"""Pages about cases, by who comes for what."""

from qianshao.casework.pages.answers import answers
from qianshao.casework.pages.commitments import commitments, settle
from qianshao.casework.pages.identities import do_sealed_box, identity, sealed_box
from qianshao.casework.pages.letters import do_letter, draft, letter, letters, paper
from qianshao.casework.pages.officers import case, cases, decide, do, inbox, inbox_events
from qianshao.casework.pages.referrals import referral, referrals
from qianshao.casework.pages.reporters import WRONG_RECEIPTS, follow

__all__ = [
    "WRONG_RECEIPTS",
    "answers",
    "case",
    "cases",
    "commitments",
    "decide",
    "do",
    "do_letter",
    "do_sealed_box",
    "draft",
    "follow",
    "identity",
    "inbox",
    "inbox_events",
    "letter",
    "letters",
    "paper",
    "referral",
    "referrals",
    "sealed_box",
    "settle",
]

"""The nouns of casework."""

from qianshao.casework.models.cases import (
    Case,
    CaseReport,
    Entry,
    EntryKind,
    Measure,
    MeasureKind,
    PolicyVersion,
    Step,
    StepOutcome,
)
from qianshao.casework.models.commitments import Commitment, CommitmentOrigin, CommitmentState
from qianshao.casework.models.identities import SealedIdentity
from qianshao.casework.models.letters import Letter, LetterState, Purpose
from qianshao.casework.models.proposals import Proposal, ProposalKind, ProposalState
from qianshao.casework.models.referrals import Referral, ReferralState

__all__ = [
    "Case",
    "CaseReport",
    "Commitment",
    "CommitmentOrigin",
    "CommitmentState",
    "Entry",
    "EntryKind",
    "Letter",
    "LetterState",
    "Measure",
    "MeasureKind",
    "PolicyVersion",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Purpose",
    "Referral",
    "ReferralState",
    "SealedIdentity",
    "Step",
    "StepOutcome",
]

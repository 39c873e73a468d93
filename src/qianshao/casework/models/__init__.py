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
from qianshao.casework.models.origins import CaseOrigin
from qianshao.casework.models.proposals import Proposal, ProposalKind, ProposalState
from qianshao.casework.models.referrals import Referral, ReferralState
from qianshao.casework.models.supplies import Need, NeedState, Shipment, ShipmentState, Stock, Voice, VoiceKind
from qianshao.casework.models.watch import Asked, Check, CheckAnswer

__all__ = [
    "Asked",
    "Case",
    "CaseOrigin",
    "CaseReport",
    "Check",
    "CheckAnswer",
    "Commitment",
    "CommitmentOrigin",
    "CommitmentState",
    "Entry",
    "EntryKind",
    "Letter",
    "LetterState",
    "Measure",
    "MeasureKind",
    "Need",
    "NeedState",
    "PolicyVersion",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Purpose",
    "Referral",
    "ReferralState",
    "SealedIdentity",
    "Shipment",
    "ShipmentState",
    "Step",
    "StepOutcome",
    "Stock",
    "Voice",
    "VoiceKind",
]

"""The nouns of resumption."""

from qianshao.resumption.models.checklists import ChecklistVersion, Statement, StatementSource
from qianshao.resumption.models.initiatives import Carried, Initiative, InitiativeAnswer
from qianshao.resumption.models.inspections import (
    Inspection,
    InspectionPhoto,
    InspectionState,
    Outcome,
    Side,
    Signature,
    VisitBasis,
)

__all__ = [
    "Carried",
    "ChecklistVersion",
    "Initiative",
    "InitiativeAnswer",
    "Inspection",
    "InspectionPhoto",
    "InspectionState",
    "Outcome",
    "Side",
    "Signature",
    "Statement",
    "StatementSource",
    "VisitBasis",
]

"""The nouns of resumption."""

from qianshao.resumption.models.checklists import ChecklistVersion, Declaration, DeclaredBy
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
from qianshao.resumption.models.lists import ListRow, RestartList
from qianshao.resumption.models.people import INSIDE, Assignment, Grade, Helper
from qianshao.resumption.models.restarts import Paper, Spell, Standing, StatedBy, Statement, Tally, Word
from qianshao.resumption.models.transport import Seat, SharedKind, SharedPlace, Sharing

__all__ = [
    "INSIDE",
    "Assignment",
    "Carried",
    "ChecklistVersion",
    "Declaration",
    "DeclaredBy",
    "Grade",
    "Helper",
    "Initiative",
    "InitiativeAnswer",
    "Inspection",
    "InspectionPhoto",
    "InspectionState",
    "ListRow",
    "Outcome",
    "Paper",
    "RestartList",
    "Seat",
    "SharedKind",
    "SharedPlace",
    "Sharing",
    "Side",
    "Signature",
    "Spell",
    "Standing",
    "StatedBy",
    "Statement",
    "Tally",
    "VisitBasis",
    "Word",
]

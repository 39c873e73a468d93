from qianshao.assessment.models.appraisals import Appraisal, BaselineAnswer, Judgement, Mark, Nature, Quotation, Reply
from qianshao.assessment.models.coding import Coding, Decision, Origin, Verdict
from qianshao.assessment.models.interviews import Call, Interview, Mention, Speaker, Turn
from qianshao.assessment.models.passages import Passage

__all__ = [
    "Appraisal",
    "BaselineAnswer",
    "Call",
    "Coding",
    "Decision",
    "Interview",
    "Judgement",
    "Mark",
    "Mention",
    "Nature",
    "Origin",
    "Passage",
    "Quotation",
    "Reply",
    "Speaker",
    "Turn",
    "Verdict",
]

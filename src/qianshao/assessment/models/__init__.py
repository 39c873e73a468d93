from qianshao.assessment.models.appraisals import Appraisal, BaselineAnswer, Judgement, Mark, Nature, Quotation, Reply
from qianshao.assessment.models.coding import Coding, Decision, Origin, Verdict
from qianshao.assessment.models.interviews import Call, Interview, Mention, Speaker, Turn

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
    "Quotation",
    "Reply",
    "Speaker",
    "Turn",
    "Verdict",
]

from qianshao.assessment.models.appraisals import Appraisal, BaselineAnswer, Judgement, Mark, Nature, Quotation, Reply
from qianshao.assessment.models.interviews import Call, Interview, Mention, Speaker, Turn

__all__ = [
    "Appraisal",
    "BaselineAnswer",
    "Call",
    "Interview",
    "Judgement",
    "Mark",
    "Mention",
    "Nature",
    "Quotation",
    "Reply",
    "Speaker",
    "Turn",
]

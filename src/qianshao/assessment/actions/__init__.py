from qianshao.assessment.actions.appraisals import answer, close, judge, open_appraisal, quote, reply
from qianshao.assessment.actions.coding import add, commit, decide, propose
from qianshao.assessment.actions.interviews import import_interview

__all__ = [
    "add",
    "answer",
    "close",
    "commit",
    "decide",
    "import_interview",
    "judge",
    "open_appraisal",
    "propose",
    "quote",
    "reply",
]

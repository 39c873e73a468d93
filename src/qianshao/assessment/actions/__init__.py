from qianshao.assessment.actions.appraisals import answer, close, judge, open_appraisal, quote, reply
from qianshao.assessment.actions.coding import add, commit, decide, propose
from qianshao.assessment.actions.exchange import take
from qianshao.assessment.actions.interviews import import_interview
from qianshao.assessment.actions.settling import settle_heading, settle_mention

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
    "settle_heading",
    "settle_mention",
    "take",
]

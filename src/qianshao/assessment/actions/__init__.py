from qianshao.assessment.actions.appraisals import answer, close, judge, open_appraisal, quote, reply
from qianshao.assessment.actions.interviews import import_interview

__all__ = ["answer", "close", "import_interview", "judge", "open_appraisal", "quote", "reply"]

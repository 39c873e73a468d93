"""Pages about interviews and appraisals."""

from qianshao.assessment.pages.appraisals import appraisal, appraisals, do_appraisal, paper
from qianshao.assessment.pages.coding import add, coding, commit, decide, propose, questions
from qianshao.assessment.pages.comparing import compare
from qianshao.assessment.pages.network import network
from qianshao.assessment.pages.reading import import_page, interview, interviews, search, settle, settle_name

__all__ = [
    "add",
    "appraisal",
    "appraisals",
    "coding",
    "commit",
    "compare",
    "decide",
    "do_appraisal",
    "import_page",
    "interview",
    "interviews",
    "network",
    "paper",
    "propose",
    "questions",
    "search",
    "settle",
    "settle_name",
]

from qianshao.assessment.actions.coding import add, commit, decide, propose
from qianshao.assessment.actions.interviews import import_interview

__all__ = ["add", "commit", "decide", "import_interview", "propose"]

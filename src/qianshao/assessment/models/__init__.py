from qianshao.assessment.models.coding import Coding, Decision, Origin, Verdict
from qianshao.assessment.models.interviews import Call, Interview, Mention, Speaker, Turn

__all__ = ["Call", "Coding", "Decision", "Interview", "Mention", "Origin", "Speaker", "Turn", "Verdict"]

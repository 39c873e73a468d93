from qianshao.assessment.models.interviews import Call, Interview, Mention, Speaker, Turn

__all__ = ["Call", "Interview", "Mention", "Speaker", "Turn"]

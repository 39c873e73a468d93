from qianshao.assessment.actions.interviews import import_interview

__all__ = ["import_interview"]

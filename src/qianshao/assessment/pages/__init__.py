"""Pages about interviews."""

from qianshao.assessment.pages.coding import add, coding, commit, decide, propose

__all__ = ["add", "coding", "commit", "decide", "propose"]

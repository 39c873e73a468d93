"""In and out, one's own account, the people of a body, the audit trail."""

from qianshao.accounts.pages.entrance import home, locked_out

__all__ = ["home", "locked_out"]

"""What can happen to notices: written down, grouped, delivered; where people hear of them; what they may cost."""

from qianshao.notices.actions.addresses import (
    add_address,
    add_browser,
    choose,
    confirm_address,
    remove_address,
    resend,
    try_address,
)
from qianshao.notices.actions.delivery import deliver, tidy
from qianshao.notices.actions.grouping import group
from qianshao.notices.actions.spending import month_of, set_limit, spend
from qianshao.notices.actions.telling import About, notice, notify, over, write

__all__ = [
    "About",
    "add_address",
    "add_browser",
    "choose",
    "confirm_address",
    "deliver",
    "group",
    "month_of",
    "notice",
    "notify",
    "over",
    "remove_address",
    "resend",
    "set_limit",
    "spend",
    "tidy",
    "try_address",
    "write",
]

from qianshao.briefing.models.bulletins import Bulletin, Period
from qianshao.briefing.models.meetings import Attendance, CalendarLink, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.models.rolls import Hours, Reminder, Roll, RollLine

__all__ = [
    "Attendance",
    "Bulletin",
    "CalendarLink",
    "Hours",
    "Item",
    "ItemKind",
    "ItemState",
    "Meeting",
    "Period",
    "Presence",
    "Reminder",
    "Roll",
    "RollLine",
]

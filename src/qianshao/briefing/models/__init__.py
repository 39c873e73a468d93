from qianshao.briefing.models.meetings import Attendance, CalendarLink, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.models.rolls import Hours, Reminder, Roll, RollLine

__all__ = [
    "Attendance",
    "CalendarLink",
    "Hours",
    "Item",
    "ItemKind",
    "ItemState",
    "Meeting",
    "Presence",
    "Reminder",
    "Roll",
    "RollLine",
]

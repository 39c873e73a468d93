from qianshao.briefing.models.meetings import Attendance, CalendarLink, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.models.releases import Correction, Release, ReleaseState
from qianshao.briefing.models.rolls import Hours, Reminder, Roll, RollLine

__all__ = [
    "Attendance",
    "CalendarLink",
    "Correction",
    "Hours",
    "Item",
    "ItemKind",
    "ItemState",
    "Meeting",
    "Presence",
    "Release",
    "ReleaseState",
    "Reminder",
    "Roll",
    "RollLine",
]

from qianshao.briefing.models.bulletins import Bulletin, Period
from qianshao.briefing.models.exchange import Arrival, Delivery, DeliveryState, Dispatch, Hook, Lower, Upper
from qianshao.briefing.models.meetings import Attendance, CalendarLink, Item, ItemKind, ItemState, Meeting, Presence
from qianshao.briefing.models.releases import Correction, Release, ReleaseState
from qianshao.briefing.models.rolls import Hours, Reminder, Roll, RollLine

__all__ = [
    "Arrival",
    "Attendance",
    "Bulletin",
    "CalendarLink",
    "Correction",
    "Delivery",
    "DeliveryState",
    "Dispatch",
    "Hook",
    "Hours",
    "Item",
    "ItemKind",
    "ItemState",
    "Lower",
    "Meeting",
    "Period",
    "Presence",
    "Release",
    "ReleaseState",
    "Reminder",
    "Roll",
    "RollLine",
    "Upper",
]

"""What a decision on a point of the meeting needs, and by when what is ordered is done unless said otherwise."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from qianshao.core.problems import Problem

OPEN, STRUCK, ORDERED, NOTED = "open", "struck", "ordered", "noted"
LONGEST = 2000
"""Characters of one text."""


def check(state: str, text: str, *, owner: object, due_at: datetime | None, at: datetime) -> list[Problem]:
    """All that does not hold. To keep a text without deciding (``open``) needs nothing."""
    if state not in (OPEN, STRUCK, ORDERED, NOTED):
        return [Problem("meeting.state", field="state")]
    if state == ORDERED and not (text and owner and due_at):
        return [Problem("meeting.order_needs", field="text")]
    if state == NOTED and not text:
        return [Problem("meeting.words", field="text")]
    if state == ORDERED and due_at and due_at <= at:
        return [Problem("commitment.past", field="due")]
    return []


def tidied(text: str) -> str:
    """Line ends as one sign, without blanks around, and not without end."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]


def due(at: datetime) -> datetime:
    """This evening at six; after four in the afternoon, tomorrow at noon. ``at`` in the zone of the federation."""
    if at.time() < time(16):
        return datetime.combine(at.date(), time(18), tzinfo=at.tzinfo)
    return datetime.combine(at.date() + timedelta(days=1), time(12), tzinfo=at.tzinfo)

"""The verbs of surveillance: judge, open the case of what was found true, and look when it is due. ``actions.looking``
looks; it loads the numeric libraries, and is imported by whoever looks."""

from qianshao.surveillance.actions.due import ask_at_the_hour, look_when_due, take_roll
from qianshao.surveillance.actions.judging import LONGEST_NOTE, judge, take_confirmed

__all__ = ["LONGEST_NOTE", "ask_at_the_hour", "judge", "look_when_due", "take_confirmed", "take_roll"]

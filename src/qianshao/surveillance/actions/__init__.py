"""The verbs of surveillance: judge, and open the case of what was found true. ``actions.looking`` looks; it loads the
numeric libraries, and is imported by whoever looks."""

from qianshao.surveillance.actions.judging import LONGEST_NOTE, judge, take_confirmed

__all__ = ["LONGEST_NOTE", "judge", "take_confirmed"]

"""The verbs of surveillance: look, judge, and open the case of what was found true."""

from qianshao.surveillance.actions.judging import LONGEST_NOTE, judge, take_confirmed
from qianshao.surveillance.actions.looking import Looked, look_at

__all__ = ["LONGEST_NOTE", "Looked", "judge", "look_at", "take_confirmed"]

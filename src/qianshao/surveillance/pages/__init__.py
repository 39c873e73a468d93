"""Signals to judge, one signal, and how the rules do."""

from qianshao.surveillance.pages.rules import rules
from qianshao.surveillance.pages.signals import chart, judge, map_of, signal, signals

__all__ = ["chart", "judge", "map_of", "rules", "signal", "signals"]

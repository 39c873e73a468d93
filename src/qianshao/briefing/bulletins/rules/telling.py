"""The frame of a bulletin, the same in each language: which sections follow each other, and what is compared with what.

A language fills it with its sentences. None is said where there is nothing to say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from qianshao.briefing.bulletins.rules.figures import Figures


class Telling(ABC):
    headings: ClassVar[tuple[str, str, str, str, str]]
    periods: ClassVar[dict[str, tuple[str, str]]]
    """For a day and for a week, the names of the one before and of the same day of the week before."""
    between: ClassVar[str]
    """Two sentences."""
    comma: ClassVar[str]
    brackets: ClassVar[str]

    def __init__(self, figures: Figures, period: str, hour: str) -> None:
        self.figures, self.period, self.hour = figures, period, hour
        self.before, self.earlier = self.periods[period]

    def sections(self) -> list[tuple[str, str]]:
        """Headings with a paragraph each."""
        told = (self.reports(), self.cases(), self.restarts(), self.signals(), self.undertakings())
        pairs = zip(self.headings, told, strict=True)
        return [(heading, self.between.join(sentences)) for heading, sentences in pairs if sentences]

    @abstractmethod
    def reports(self) -> list[str]: ...
    @abstractmethod
    def cases(self) -> list[str]: ...
    @abstractmethod
    def restarts(self) -> list[str]: ...
    @abstractmethod
    def signals(self) -> list[str]: ...
    @abstractmethod
    def undertakings(self) -> list[str]: ...

    def points(self, part: str, whole: str) -> str:
        """By how much a share has moved, to be put behind its sentence."""
        then = self.figures.share_before(part, whole)
        return "" if then is None else self.moved(self.figures.share(part, whole) - then)

    def compared(self, name: str) -> str:
        """How a figure stands to those before it, in brackets."""
        row = self.figures[name]
        known = [(then, when) for then, when in ((row.before, self.before), (row.earlier, self.earlier)) if when]
        parts = [self.change(row.value - then, then, when) for then, when in known if then is not None]
        return self.brackets.format(self.comma.join(parts)) if parts else ""

    @abstractmethod
    def moved(self, points: int) -> str:
        """``points`` of a hundred more than before, or less."""

    @abstractmethod
    def change(self, more: int, then: int, when: str) -> str:
        """``more`` than ``then``, what it was ``when``."""

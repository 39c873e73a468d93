"""A body among comparable ones: a funnel plot, and no league table (Spiegelhalter 2005, Stat. Med. 24, 1185)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qianshao.assessment.rules.appraisal.figures import Figure
from qianshao.assessment.rules.intervals import funnel

LEAST = 5
"""Fewer comparable bodies are not compared: from the sum and one's own figure one could tell the others'."""

USUAL, FAR = 0.95, 0.998


class Where(StrEnum):
    """Beside what a body of this size shows if it does as all do together."""

    WITHIN = "within"
    BELOW = "below"
    FAR_BELOW = "far_below"
    ABOVE = "above"
    FAR_ABOVE = "far_above"


@dataclass(frozen=True, slots=True)
class Among:
    """What so many comparable bodies show together: ``part`` of ``whole``."""

    bodies: int
    part: int
    whole: int

    @property
    def share(self) -> float:
        return self.part / self.whole


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a body lies. ``usual`` and ``far``: the limits for its size. ``small``: its figure says little."""

    among: Among
    usual: tuple[float, float]
    far: tuple[float, float]
    where: Where
    small: bool


def together(figures: Iterable[Figure]) -> Among | None:
    """None where there is too little to compare: fewer than five bodies that have anything to count."""
    counted = [(one.numerator, one.denominator) for one in figures if one.kind == "share" and one.denominator]
    if len(counted) < LEAST:
        return None
    return Among(len(counted), sum(part or 0 for part, _ in counted), sum(whole or 0 for _, whole in counted))


def standing(figure: Figure, among: Among | None) -> Standing | None:
    if among is None or figure.value is None or not figure.denominator:
        return None
    share = (figure.numerator or 0) / figure.denominator
    usual, far = (funnel(among.share, figure.denominator, level) for level in (USUAL, FAR))
    return Standing(among, usual, far, where(share, usual, far), figure.small)


def where(share: float, usual: tuple[float, float], far: tuple[float, float]) -> Where:
    """A share on the limit itself is within it."""
    if share < usual[0]:
        return Where.FAR_BELOW if share < far[0] else Where.BELOW
    if share > usual[1]:
        return Where.FAR_ABOVE if share > far[1] else Where.ABOVE
    return Where.WITHIN


def all_together(figures: Sequence[Mapping[str, Figure]], codes: Iterable[str]) -> dict[str, Among]:
    """By indicator, over the figures of each body."""
    found = {code: together(one[code] for one in figures) for code in codes}
    return {code: among for code, among in found.items() if among}

"""How judgements move a level, which signals fit the day, and what one is worth looking at for."""

from __future__ import annotations

from collections.abc import Sequence

from qianshao.policy.surveillance import Feedback, Rule


def level(rule: Rule, confirmed: Sequence[bool], feedback: Feedback) -> float:
    """The level of a rule from its last judgements, newest first: True where it was true.

    It stays at ``start`` where the share of true ones is what is aimed at, and moves by equal factors for equal steps
    of the share: up to ``highest`` where all were true, down to ``lowest`` where none was. It depends on nothing but
    these judgements, so that anybody can work it out again.
    """
    counted = confirmed[: feedback.last]
    if len(counted) < feedback.least:
        return rule.start
    share = sum(counted) / len(counted)
    if share >= feedback.aim:
        return _between(rule.start, rule.highest, (share - feedback.aim) / (1 - feedback.aim))
    return _between(rule.start, rule.lowest, 1 - share / feedback.aim)


def _between(start: float, end: float, part: float) -> float:
    low, high = min(start, end), max(start, end)
    return min(max(float(start * (end / start) ** part), low), high)


def precision(confirmed: Sequence[bool], feedback: Feedback) -> float:
    """The expected share of true ones: the last judgements, and one of each kind before them."""
    counted = confirmed[: feedback.last]
    return (sum(counted) + 1) / (len(counted) + 2)


def harm(rule: Rule, people: int, true: float) -> float:
    """Persons who come to harm if nobody looks: how likely it is true, times the people there, times the share at
    risk."""
    return true * people * rule.at_risk


def held_back(ranked: Sequence[int], budget: int) -> frozenset[int]:
    """Of signals, gravest first, those that do not fit."""
    return frozenset(ranked[budget:])

"""Who has judged, who may see whose judgement, and where reviewers disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qianshao.policy.appraisal import NATURES

REVIEWERS = 2
"""So many judge by themselves before there can be a joint judgement."""


@dataclass(frozen=True, slots=True)
class Given:
    person: int
    nature: str
    mark: str


def reviewers(given: Iterable[Given]) -> frozenset[int]:
    """Those who have judged all three natures."""
    natures: dict[int, set[str]] = defaultdict(set)
    for one in given:
        natures[one.person].add(one.nature)
    return frozenset(person for person, judged in natures.items() if judged >= set(NATURES))


def sees_others(person: int | None, done: Collection[int], *, joint: bool) -> bool:
    """Nobody reads another's judgement before giving their own; when the joint one is there, everybody reads all."""
    return joint or person in done


def may_be_joint(done: Collection[int]) -> bool:
    return len(done) >= REVIEWERS


def disagree(marks: Iterable[str]) -> bool:
    return len(set(marks)) > 1

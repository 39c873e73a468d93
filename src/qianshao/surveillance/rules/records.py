"""The records of a district as arrays, and what a rule finds in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from qianshao.detection.counts import Flags, Floats, Integers


@dataclass(frozen=True, slots=True)
class Link:
    """``places``: indices of the workplaces that share it, at least two."""

    number: int
    kind: str
    name: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """N workplaces on D days that end with ``day``.

    ``numbers``, ``people``: (N,) primary keys, ascending; head-counts, at least 1. ``town``: (N,) index into ``towns``,
    the codes of townships. ``points``: (N, 2) latitude and longitude, nan where not known. ``reported``: (N, D) did
    anybody report. ``symptoms``, ``confirmed``: (N, D) people newly ill, the larger of the sources. ``management``,
    ``others``: (N,) newly ill in the window by each side; ``management_days``, ``other_days``: their reports.
    ``triangle``: (D, L + 1) newly ill by day and by how many days later it was reported. ``weeks``: (G, W) newly ill in
    each township by week, the last one ending with ``day``; W is 0 where the records do not go back for years.
    ``links``: what several workplaces share.
    """

    territory: str
    day: date
    numbers: Integers
    people: Floats
    town: Integers
    towns: tuple[str, ...]
    points: Floats
    reported: Flags
    symptoms: Integers
    confirmed: Integers
    management: Integers
    others: Integers
    management_days: Integers
    other_days: Integers
    triangle: Integers
    weeks: Floats
    links: tuple[Link, ...] = ()

    @property
    def first(self) -> date:
        return self.day - timedelta(days=self.reported.shape[1] - 1)

    def fingerprint(self, *more: str) -> str:
        """Equal for equal records, whenever they are read."""
        digest = hashlib.sha256("\0".join((self.territory, self.day.isoformat(), *self.towns, *more)).encode())
        for name in ("numbers", "people", "town", "points", "reported", "symptoms", "confirmed"):
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        for name in ("management", "others", "management_days", "other_days", "triangle", "weeks"):
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        digest.update(repr(self.links).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """``places``: indices, the first is where a case would be opened. ``chance``: how many such or stranger ones a day
    brings by chance (contradiction: the share of false ones among those like it); None where a definition holds.
    ``cases``: of each place."""

    rule: str
    subject: str
    places: tuple[int, ...]
    cases: tuple[int, ...]
    chance: float
    people: int
    evidence: dict[str, Any] = field(default_factory=dict)


def new_ones(stated: Integers, known: Flags) -> Integers:
    """From how many there are on each day to how many are new: a rise against the last day that was stated; the first
    stated day counts in full. (..., D), ``known`` as far as it differs. Fewer than there were people, never more: the
    same illness is not counted again each morning."""
    out = np.zeros_like(stated)
    before = np.zeros(stated.shape[:-1], stated.dtype)
    for t in range(stated.shape[-1]):
        now, said = stated[..., t], known[..., t]
        out[..., t] = np.where(said, np.maximum(now - before, 0), 0)
        before = np.where(said, now, before)
    return out

"""The policy on what goes out to the public."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import SHIPPED
from qianshao.policy.places import Places

RELEASES = "releases.toml"
LEAST = {"threshold": 3, "alert_from": 1, "longest_days": 1}
MOST = {"threshold": 100, "alert_from": 100, "longest_days": 31}


@dataclass(frozen=True, slots=True)
class Releasing:
    """The numbers of ``shipped/releases.toml``, where each is explained."""

    threshold: int
    alert_from: int
    longest_days: int


def in_force() -> Releasing:
    """The shipped file, or the federation's own in its place."""
    return own.whole(RELEASES, parse, shipped)


@cache
def shipped() -> Releasing:
    return parse((SHIPPED / RELEASES).read_text(encoding="utf-8"), source=RELEASES)


def parse(text: str, *, source: str) -> Releasing:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    known = [item.name for item in fields(Releasing)]
    found = [(key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    found += [
        (key, f"must be a whole number from {LEAST[key]} to {MOST[key]}")
        for key in known
        if type(given.get(key)) is not int or not LEAST[key] <= given[key] <= MOST[key]
    ]
    raise_first([PolicyError(source, places.line("", key), key, what) for key, what in found])
    return Releasing(**given)

"""Which workplace a row of somebody else's list is. Plain values in and out.

A valid credit code that one workplace has decides, unless the names have nothing in common. Without it candidates are
those that share the rarest pairs of sounds in their names (blocking); name and address are compared, and

    sure        where the best fits well, and clearly better than the next
    uncertain   where something fits: a person looks at it
    not found   where nothing does

Two valid codes that differ are two enterprises: such a pair is never sure. Numbers in names tell sister sites apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import Indel

from qianshao.resumption.rules import names

SURE, WORTH_A_LOOK, CLEARLY = 0.82, 0.66, 0.05
"""The least fit that is sure, the least that a person is shown, and the least lead over the next."""

NAME, PLACE = 0.72, 0.28
"""The weights of name and address where both are known."""

WITHOUT_PLACE = 0.94
"""What a fit of the name alone is worth."""

RARE, LOOKED_AT, COMPARED, SHOWN = 6, 150, 12, 5
"""Pairs of sounds that are asked for, candidates whose names are compared, those whose addresses are, and those that a
person is shown."""

COMMON = 4000
"""A pair of sounds in so many names says nothing."""


class Verdict(StrEnum):
    BY_CODE = "by_code"
    MATCHED = "matched"
    UNCERTAIN = "uncertain"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Party:
    """A workplace on record, or a row of a list. ``key`` is its number or line; ``code`` is valid or ""; ``township``
    is the code of its division, "" where it is not known."""

    key: int
    name: str
    code: str = ""
    address: str = ""
    township: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    key: int
    fit: float


@dataclass(frozen=True, slots=True)
class Match:
    """``candidates``, the best first; a sure match is the first of them."""

    row: int
    verdict: Verdict
    candidates: tuple[Candidate, ...]

    @property
    def workplace(self) -> int | None:
        return self.candidates[0].key if self.verdict in (Verdict.BY_CODE, Verdict.MATCHED) else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A party with what is compared of it."""

    party: Party
    core: str
    sound: str
    numbers: tuple[str, ...]
    address: str
    house: tuple[str, ...]


class Register:
    """The workplaces that rows may be, indexed once."""

    def __init__(self, places: Iterable[Party], regions: Collection[str] = ()) -> None:
        self.regions = regions
        self.by_code: dict[str, list[_Seen]] = defaultdict(list)
        self.by_pair: dict[str, list[int]] = defaultdict(list)
        self.seen: list[_Seen] = []
        for place in places:
            for name in dict.fromkeys((place.name, *place.aliases)):
                self._enter(place, name)

    def _enter(self, place: Party, name: str) -> None:
        entry = self._look(place, name)
        if place.code and name == place.name:
            self.by_code[place.code].append(entry)
        for pair in set(_pairs(entry.sound)):
            self.by_pair[pair].append(len(self.seen))
        self.seen.append(entry)

    def _look(self, party: Party, name: str) -> _Seen:
        core = names.core(name, self.regions)
        address = names.address(party.address, self.regions)
        numbers = names.ordinals(core)
        return _Seen(party, core, names.sound(core), numbers, address, names.ordinals(address))

    def match(self, row: Party) -> Match:
        wanted = self._look(row, row.name)
        if coded := self.by_code.get(row.code, []) if row.code else []:
            return _by_code(wanted, coded)
        best: dict[int, float] = {}
        for place in self._candidates(wanted):
            fit = _fit(wanted, place)
            if fit > best.get(place.party.key, 0.0):
                best[place.party.key] = fit
        ranked = [Candidate(key, round(fit, 4)) for key, fit in sorted(best.items(), key=lambda one: -one[1])]
        shown = tuple(one for one in ranked[:SHOWN] if one.fit >= WORTH_A_LOOK)
        return Match(row.key, _verdict(shown), shown)

    def _candidates(self, wanted: _Seen) -> list[_Seen]:
        pairs = sorted((len(self.by_pair[pair]), pair) for pair in set(_pairs(wanted.sound)) if pair in self.by_pair)
        shared: Counter[int] = Counter()
        for count, pair in pairs[:RARE]:
            if count <= COMMON:
                shared.update(self.by_pair[pair])
        near = [self.seen[number] for number, _ in shared.most_common(LOOKED_AT)]
        scorer = Indel.normalized_similarity
        best = process.extract(wanted.sound, [one.sound for one in near], scorer=scorer, limit=COMPARED)
        return [near[place] for _, _, place in best]


def match_all(register: Register, rows: Sequence[Party]) -> list[Match]:
    """Each row by itself; and a workplace that several rows lay claim to without its code is left to a person, but for
    the row that fits clearly best."""
    found = [register.match(row) for row in rows]
    claims: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        if one.workplace is not None:
            claims[one.workplace].append(place)
    for rivals in claims.values():
        if len(rivals) > 1:
            _settle(found, rivals)
    return found


def _settle(found: list[Match], rivals: list[int]) -> None:
    """By its code goes first; else the better fit, where it is clearly better."""
    rivals.sort(key=lambda place: (found[place].verdict != Verdict.BY_CODE, -found[place].candidates[0].fit))
    first, second = found[rivals[0]], found[rivals[1]]
    clear = first.verdict == Verdict.BY_CODE or first.candidates[0].fit - second.candidates[0].fit >= CLEARLY
    for place in rivals[1 if clear else 0 :]:
        if found[place].verdict == Verdict.MATCHED:
            found[place] = Match(found[place].row, Verdict.UNCERTAIN, found[place].candidates)


def _pairs(sound: str) -> list[str]:
    return [sound[place : place + 2] for place in range(len(sound) - 1)] or [sound]


def _by_code(wanted: _Seen, coded: Sequence[_Seen]) -> Match:
    """Several sites share a code: then name and address tell which."""
    ranked = sorted(((_fit(wanted, place), place.party.key) for place in coded), reverse=True)
    shown = tuple(Candidate(key, round(fit, 4)) for fit, key in ranked[:SHOWN])
    alone = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= CLEARLY
    names_fit = max(_name(wanted, place) for place in coded) >= 0.3
    return Match(wanted.party.key, Verdict.BY_CODE if alone and names_fit else Verdict.UNCERTAIN, shown)


def _verdict(shown: Sequence[Candidate]) -> Verdict:
    if not shown:
        return Verdict.NOT_FOUND
    lead = shown[0].fit - shown[1].fit if len(shown) > 1 else 1.0
    return Verdict.MATCHED if shown[0].fit >= SURE and lead >= CLEARLY else Verdict.UNCERTAIN


# --- how well two fit ---------------------------------------------------------------------------------------


def _fit(wanted: _Seen, place: _Seen) -> float:
    """From 0 to 1."""
    name, where = _name(wanted, place), _place(wanted, place)
    fit = WITHOUT_PLACE * name if where is None else NAME * name + PLACE * where
    two_codes = wanted.party.code and place.party.code and wanted.party.code != place.party.code
    return min(fit, SURE - 0.01) if two_codes else fit


def _name(wanted: _Seen, place: _Seen) -> float:
    by_signs = Indel.normalized_similarity(wanted.core, place.core)
    by_sound = Indel.normalized_similarity(wanted.sound, place.sound)
    name = max(by_signs, 0.35 * by_signs + 0.65 * by_sound)
    return 0.7 * name if wanted.numbers != place.numbers else name


def _place(wanted: _Seen, place: _Seen) -> float | None:
    """None where one of them has no address and no division."""
    townships = _townships(wanted.party.township, place.party.township)
    if not (wanted.address and place.address):
        return townships
    street = Indel.normalized_similarity(wanted.address, place.address)
    if wanted.house and place.house and wanted.house != place.house:
        street *= 0.6
    return street if townships is None else 0.75 * street + 0.25 * townships


def _townships(first: str, second: str) -> float | None:
    if len(first) < 9 or len(second) < 9:
        return None
    return 1.0 if first[:9] == second[:9] else 0.0

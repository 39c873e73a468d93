"""Who refers to whom: counted over turns, and drawn as two columns with lines between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

MOST_DRAWN = 40
WIDTH, ROW, TOP = 760, 30, 34
LEFT, RIGHT = 290, 470
THINNEST, THICKEST = 1.5, 9.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn: whoever speaks, by the body they speak for where that is known. ``sent_on``: it was coded as passing the
    matter on."""

    speaker: str
    text: str
    sent_on: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """``turns``: in how many turns the one names the other; ``sent_on``: how many of them pass the matter on."""

    source: str
    target: str
    turns: int
    sent_on: int


def references(turns: Iterable[Heard], names: Mapping[str, str]) -> list[Reference]:
    """``names``: each form in which a body is written, with the name that it stands for. A form inside a longer one
    does not count by itself. Most often first."""
    forms = sorted(names, key=lambda form: (-len(form), form))
    named: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for turn in turns:
        for target in _named_in(_flat(turn.text), forms, names):
            if target != turn.speaker and turn.speaker:
                named[turn.speaker, target] += 1
                passed[turn.speaker, target] += turn.sent_on
    found = [Reference(*pair, count, passed[pair]) for pair, count in named.items()]
    return ordered(found)


def ordered(found: Iterable[Reference]) -> list[Reference]:
    return sorted(found, key=lambda one: (-one.turns, one.source, one.target))


def joined(parts: Iterable[Sequence[Reference]]) -> list[Reference]:
    """Those of several interviews as one."""
    turns: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for one in (one for part in parts for one in part):
        turns[one.source, one.target] += one.turns
        passed[one.source, one.target] += one.sent_on
    return ordered(Reference(*pair, count, passed[pair]) for pair, count in turns.items())


def _named_in(text: str, forms: Sequence[str], names: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    for form in forms:
        if form and form in text:
            found.add(names[form])
            text = text.replace(form, "\0")
    return found


def _flat(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


# --- the picture ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    name: str
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    reference: Reference
    path: str
    width: float
    dashed: bool
    """Some of it passes the matter on."""


@dataclass(frozen=True, slots=True)
class Drawing:
    sources: tuple[Node, ...]
    targets: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: int


def drawing(found: Sequence[Reference]) -> Drawing:
    """The strongest only; whoever speaks on the left, whoever is named on the right, those named most on top."""
    shown = found[:MOST_DRAWN]
    sources = _column((one.source, one.turns) for one in shown)
    targets = _column((one.target, one.turns) for one in shown)
    most = max((one.turns for one in shown), default=1)
    lines = tuple(
        Line(
            one,
            _curve(sources[one.source], targets[one.target]),
            round(THINNEST + (THICKEST - THINNEST) * one.turns / most, 1),
            one.sent_on > 0,
        )
        for one in shown
    )
    height = TOP + ROW * max(len(sources), len(targets), 1)
    return Drawing(
        tuple(Node(name, y) for name, y in sources.items()),
        tuple(Node(name, y) for name, y in targets.items()),
        lines,
        height,
    )


def _column(weighed: Iterable[tuple[str, int]]) -> dict[str, int]:
    weights: Counter[str] = Counter()
    for name, count in weighed:
        weights[name] += count
    order = sorted(weights, key=lambda name: (-weights[name], name))
    return {name: TOP + ROW * n + ROW // 2 for n, name in enumerate(order)}


def _curve(start: int, end: int) -> str:
    middle = (LEFT + RIGHT) // 2
    return f"M{LEFT} {start}C{middle} {start} {middle} {end} {RIGHT} {end}"

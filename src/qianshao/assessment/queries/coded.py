"""The turns that were coded by hand and travel with the program. Of a real talk only the codes do, not its words."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from typing import Any

from qianshao.assessment.queries.coding import talk_in
from qianshao.assessment.rules.coding.evaluation import Coded
from qianshao.assessment.rules.transcript.lines import blank
from qianshao.assessment.rules.transcript.reading import read
from qianshao.core.problems import Problem

REAL = ("banan.json",)


def made(*, later: bool) -> list[Coded]:
    """Talks that nobody held; whoever wrote the rules wrote them, too. ``later``: those that were added when the rules
    had been measured once."""
    given, other = _load("made.json"), _load("other.json")["talks"]
    return [
        Coded(
            talk["name"],
            turn["role"],
            turn["text"],
            frozenset(turn["first"]),
            frozenset(turn["second"]),
            frozenset(other[talk["name"]].get(str(n), ())),
        )
        for talk in given["talks"]
        if talk["later"] == later
        for n, turn in enumerate(talk["turns"])
    ]


def coders(language: str | None) -> str:
    """Who coded, in words: it belongs to every figure."""
    said = (_load(name)["coders"] for name in ("made.json", "other.json"))
    return " ".join(str(one.get(language or "", one["en"])) for one in said)


def of_transcript(text: str) -> list[Coded]:
    """The codes of a real talk joined to its words, which the reader has to bring."""
    digest = sha256("".join(sign for sign in text if not blank(sign)).encode()).hexdigest()
    given = next((one for one in map(_load, REAL) if one["digest"] == digest), None)
    if given is None:
        raise Problem("transcript.not_coded")
    turns = talk_in(read(text)).turns
    by_hand = {turn.n: given["turns"].get(str(turn.n), [[], []]) for turn in turns}
    other = _load("other.json")["talks"][given["name"]]
    return [
        Coded(
            given["name"], turn.role, turn.text, *map(frozenset, by_hand[turn.n]), frozenset(other.get(str(turn.n), ()))
        )
        for turn in turns
    ]


def _load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("qianshao.assessment").joinpath("coded", name).read_text("utf-8"))
    return found

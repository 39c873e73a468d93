"""A transcript as it is read, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from qianshao.assessment.queries.names import shipped_atlas
from qianshao.assessment.rules import naming
from qianshao.assessment.rules.naming import Named, Place
from qianshao.assessment.rules.transcript.files import text_of
from qianshao.assessment.rules.transcript.reading import read
from qianshao.assessment.rules.transcript.spans import Transcript
from qianshao.assessment.wording import doubt


@dataclass(frozen=True, slots=True)
class Reading:
    transcript: Transcript
    place: Place | None
    bodies: list[Named]


def of(file: Path) -> Reading:
    transcript, atlas = read(text_of(file.read_bytes())), shipped_atlas()
    return Reading(transcript, naming.place_of(transcript, atlas), naming.bodies_of(transcript, atlas))


def as_dict(found: Reading) -> dict[str, Any]:
    """As a kept interview is shown; what only the registry knows is null."""
    text, place = found.transcript, found.place
    return {
        "number": None,
        "stored": False,
        "title": text.title,
        "event_date": text.event_date,
        "date": text.held_on,
        "place": {"code": place.code, "name": place.name} if place else None,
        "bodies": [_body(one) for one in found.bodies],
        "calls": [{"n": call.n, "label": call.label, "with": call.partner, "body": None} for call in text.calls],
        "speakers": [{"name": one.name, "written": one.written, "body": None} for one in text.speakers],
        "turns": [
            {
                "n": turn.n,
                "call": turn.call,
                "speaker": turn.speaker,
                "text": turn.text,
                **({} if turn.at is None else {"at": turn.at}),
            }
            for turn in text.turns
        ],
        "unsure": _unsure(found),
        "parts": [{"part": span.part, "text": text.written(span), "turn": span.turn} for span in text.spans],
    }


def _body(one: Named) -> dict[str, Any]:
    unknown = {"body": None, "workplace": None, "settled": False}
    return {"name": one.name, "written": list(one.written), "kind": one.kind, "times": one.times, **unknown}


def _unsure(found: Reading) -> list[str]:
    doubts = [*found.transcript.doubts, *naming.doubts(found.place, found.bodies)]
    said = [doubt("not_stored"), *(doubt(one.code, one.about) for one in doubts)]
    return said if found.place else [*said, doubt("no_place")]


def tell(shown: dict[str, Any]) -> None:
    click.echo(shown["title"])
    for turn in shown["turns"]:
        click.echo(f"  {turn['n']:>3} {turn['speaker']}: {turn['text'][:60]}")
    for line in shown["unsure"]:
        click.echo(f"  ? {line}")

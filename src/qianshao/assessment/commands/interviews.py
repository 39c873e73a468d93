"""Interviews on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from qianshao.assessment import actions, queries
from qianshao.assessment.commands import reading
from qianshao.assessment.models import Interview
from qianshao.assessment.wording import doubt
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.setup import is_set_up
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING

SHOWN = 12


@click.group()
def interview() -> None:
    """Interviews: transcripts in calls and turns."""


@interview.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def import_(file: Path, as_json: bool) -> None:
    """Read the transcript in FILE (text, Word, PDF, SRT, VTT) and keep it; the same text again is kept once.

    Where no database has been set up, it is read and shown, and not kept.
    """
    if not is_set_up():
        shown = reading.as_dict(reading.of(file))
        print_json(shown) if as_json else reading.tell(shown)
        return
    row, new = actions.import_interview(file.read_bytes(), actor=system("shell"), via=Via.SHELL, at=clock.now())
    if as_json:
        print_json(as_dict(row))
        return
    _tell(row, new)


@interview.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All interviews."""
    rows = queries.interviews(EVERYTHING)
    if as_json:
        print_json([{"number": row.number, "title": row.title, "turns": row.turn_count} for row in rows])  # type: ignore[attr-defined]
        return
    for row in rows:
        click.echo(f"{row.number}  {row.event_date or '?'}  {row.title}")


@interview.command()
@click.argument("number")
@as_json
def show(number: str, as_json: bool) -> None:
    """One interview by its NUMBER."""
    row = queries.interview(EVERYTHING, number)
    if as_json:
        print_json(as_dict(row))
    else:
        _tell(row, False)


def as_dict(row: Interview) -> dict[str, Any]:
    turns = row.turns.select_related("speaker", "call").order_by("n")
    mentions = row.mentions.select_related("body", "workplace").order_by("-times", "pk")
    return {
        "number": row.number,
        "stored": True,
        "title": row.title,
        "event_date": row.event_date,
        "date": row.held_on,
        "place": {"code": row.place.code, "name": row.place.name} if row.place else None,
        "bodies": [
            {
                "name": one.name,
                "written": one.written,
                "kind": one.kind,
                "times": one.times,
                "body": {"number": one.body.number, "name": one.body.name} if one.body else None,
                "workplace": {"id": one.workplace.pk, "name": one.workplace.name} if one.workplace else None,
                "settled": one.settled,
            }
            for one in mentions
        ],
        "calls": [
            {"n": call.n, "label": call.label, "with": call.partner, "body": call.body.name if call.body else None}
            for call in row.calls.select_related("body").order_by("n")
        ],
        "speakers": [
            {"name": one.name, "written": one.written, "body": one.body.name if one.body else None}
            for one in row.speakers.select_related("body").order_by("pk")
        ],
        "turns": [
            {
                "n": turn.n,
                "call": turn.call.n,
                "speaker": turn.speaker.name if turn.speaker else "",
                "text": turn.text,
                **({} if turn.at is None else {"at": turn.at}),
            }
            for turn in turns
        ],
        "unsure": doubts_of(row),
        "parts": [{"part": part, "text": row.text[start:end], "turn": turn} for part, start, end, turn in row.spans],
    }


def doubts_of(row: Interview) -> list[str]:
    """In words: what was unsure when it was read, and which names the registry does not settle."""
    said = [doubt(one["code"], one["about"]) for one in row.doubts]
    if row.place is None:
        said.append(doubt("no_place"))
    return said + [doubt("body", one.name) for one in row.mentions.filter(settled=False).order_by("-times", "pk")]


def _tell(row: Interview, new: bool) -> None:
    click.echo(f"{row.number}  {row.title}")
    if not new:
        click.echo(_("This text was here already."))
    place = row.place.name if row.place else "?"
    click.echo(
        _("Event: {event}; said on: {held}; place: {place}").format(
            event=row.event_date or "?", held=row.held_on or "?", place=place
        )
    )
    click.echo(
        _("{calls} calls, {speakers} speakers, {turns} turns").format(
            calls=row.calls.count(), speakers=row.speakers.count(), turns=row.turns.count()
        )
    )
    for turn in row.turns.select_related("speaker").order_by("n")[:SHOWN]:
        click.echo(f"  {turn.n:>3} {turn.speaker.name if turn.speaker else ''}: {turn.text[:60]}")
    for line in doubts_of(row):
        click.echo(f"  ? {line}")

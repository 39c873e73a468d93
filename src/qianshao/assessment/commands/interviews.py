"""Interviews on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.assessment import actions, queries
from qianshao.assessment.commands import reading
from qianshao.assessment.models import Interview
from qianshao.assessment.writing import doubts_of, interview_as_dict
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
        print_json(interview_as_dict(row))
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
        print_json(interview_as_dict(row))
    else:
        _tell(row, False)


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

"""``qianshao meeting``: what is before a meeting, and what was decided."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.briefing.meetings import actions, minutes, queries
from qianshao.briefing.meetings.wording import say
from qianshao.briefing.models import Item, Meeting
from qianshao.briefing.rolls import queries as rolls
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body


@click.command()
@click.option("--territory", default="", help="Code of a district, for example 500113; left out, the largest.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@click.option("--paper", type=click.Path(dir_okay=False, path_type=Path), help="Write the minutes, as .docx or .pdf.")
@as_json
def meeting(territory: str, day: datetime | None, paper: Path | None, as_json: bool) -> None:
    """Prepare the daily meeting or bring it up to date, and show its points with what was decided."""
    wanted, at = day.date() if day else clock.today(), clock.now()
    body = holder(territory)
    row = queries.of_day(body, wanted)
    if row is None or row.ended_at is None:
        row = actions.prepare(body, wanted, actor=system("shell"), via=Via.SHELL, at=at)
    if paper:
        form = "pdf" if paper.suffix == ".pdf" else "docx"
        content, _kind = minutes.paper(row, form, language=get_language() or "zh-hans", at=at)
        paper.write_bytes(content)
    if as_json:
        print_json(_as_dict(row))
    else:
        _tell(row)


def holder(territory: str) -> Body:
    """The federation of a district; of the one with most workplaces where none is named."""
    callers = rolls.callers()
    found = callers.filter(territory=territory).first() if territory else _the_one_with_workplaces(list(callers))
    if found is None:
        raise Problem("territory.unknown", field="territory", value=territory, day=clock.today())
    return found


def _the_one_with_workplaces(callers: list[Body]) -> Body | None:
    return max(callers, key=lambda body: rolls.at_work(body.territory_id or "", clock.today()).count(), default=None)


def _as_dict(row: Meeting) -> dict[str, Any]:
    return {
        "body": row.body.name,
        "day": row.day,
        "begins_at": row.begins_at,
        "ended_at": row.ended_at,
        "figures": row.figures,
        "present": [{"body": one.body.name, "how": one.presence} for one in queries.there(row)],
        "sections": [
            {"kind": one.kind, "more": one.more, "points": [_point(item) for item in one.items]}
            for one in queries.sections(row)
        ],
    }


def _point(item: Item) -> dict[str, Any]:
    said = say(item)
    return {
        "title": said.title,
        "detail": said.detail,
        "state": item.state,
        "text": item.text,
        "owner": item.owner.name if item.owner else "",
        "due_at": item.due_at,
        "facts": item.facts,
    }


def _tell(row: Meeting) -> None:
    click.echo(_("Daily meeting of {body}, {day}").format(body=row.body.name, day=row.day.isoformat()))
    click.echo(" ".join(minutes.standing(row.figures)))
    for one in queries.sections(row):
        more = _(" (and {number} more)").format(number=one.more) if one.more else ""
        click.echo(f"\n{one.label}{more}")
        for item in one.items:
            said = say(item)
            decided = f" – {item.get_state_display()} {item.text}" if item.state != "open" else ""
            click.echo(f"  {said.title}{decided}")
            if said.detail:
                click.echo(f"    {said.detail}")


commands: list[click.Command] = [meeting]

"""``qianshao roll``: who had answered by the hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.briefing.rolls import actions, queries
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.option("--territory", default="", help="Code of a district, for example 500113; all of them if left out.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@click.option("--at", "moment", help="The state at a moment of the day, for example 08:45, whatever was closed.")
@as_json
def roll(territory: str, day: datetime | None, moment: str | None, as_json: bool) -> None:
    """Close the rolls that are due, and tell who had answered by the hour and who had not."""
    actions.sweep(clock.now())
    wanted = day.date() if day else clock.today()
    callers = queries.callers().filter(territory=territory) if territory else queries.callers()
    if territory and not callers:
        raise Problem("territory.unknown", field="territory", value=territory, day=wanted)
    told = []
    for body in callers:
        at = _moment(wanted, moment) if moment else None
        found = _state(body, wanted, at)
        if found.total.workplaces:
            told.append(found)
    if as_json:
        print_json({"day": wanted, "rolls": [_as_dict(one, moment) for one in told]})
        return
    for one in told:
        _print(one)


def _state(body: Body, day: Any, moment: datetime | None) -> queries.State:
    code = body.territory_id or ""
    closed = queries.roll(EVERYTHING, code, day)
    if moment is None and closed:
        return queries.called(EVERYTHING, closed, code)
    return queries.as_of(EVERYTHING, code, day=day, moment=moment or clock.now())


def _moment(day: Any, text: str) -> datetime:
    try:
        time = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of the day, the zone follows
    except ValueError:
        raise Problem("field.invalid.date", field="at", value=text) from None
    return datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def _as_dict(state: queries.State, moment: str | None) -> dict[str, Any]:
    closed = moment is None and queries.roll(EVERYTHING, state.territory.code, state.day) is not None
    return {"closed": closed, **state.as_dict()}


def _print(state: queries.State) -> None:
    said = _("{place}, {day}, as of {moment}").format(
        place=state.territory.name,
        day=state.day.isoformat(),
        moment=timezone.localtime(state.moment).strftime("%Y-%m-%d %H:%M"),
    )
    table = Table(title=said)
    headings = (_("Division"), _("Workplaces"), _("Reported"), _("By telephone"), _("Silent"), _("Late"), _("Wrong"))
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    for line in [*state.lines, state.total]:
        counts = (line.workplaces, line.answered, line.heard, line.silent, line.late, line.wrong)
        table.add_row(line.name, *(f"{count:,}" for count in counts))
    Console().print(table)


commands: list[click.Command] = [roll]

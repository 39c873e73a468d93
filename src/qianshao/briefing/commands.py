from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict
from datetime import date, datetime

import click
from rich.console import Console
from rich.table import Table

from qianshao.briefing import queries
from qianshao.briefing.api import as_dict
from qianshao.briefing.bulletins import commands as bulletins
from qianshao.briefing.day.commands import outlines
from qianshao.briefing.exchange import commands as exchange
from qianshao.briefing.meetings import commands as meetings
from qianshao.briefing.releases.commands import release
from qianshao.briefing.rolls import commands as rolls
from qianshao.core import clock
from qianshao.core.shell import as_json, print_json
from qianshao.intake import queries as intake
from qianshao.registry.scope import EVERYTHING

HEADINGS = ("code", "name", "workplaces", "reported", "by telephone", "silent", "wrong", "open cases", "overdue")


@click.command()
@click.option("--territory", default="", help="Code of the division, for example 500113; the country if left out.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@as_json
def board(territory: str, day: datetime | None, as_json: bool) -> None:
    """Who has reported, who has not, and what is open, by division."""
    shown = queries.board(EVERYTHING, territory, day=day.date() if day else clock.today(), at=clock.now())
    if as_json:
        print_json(as_dict(shown))
        return
    table = Table(title=f"{shown.total.name} {shown.day}")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in ("code", "name") else "right")
    for line in [*shown.lines, shown.total]:
        counts = (line.workplaces, line.reported, line.heard, line.silent, line.wrong, line.open_cases, line.overdue)
        table.add_row(line.code, line.name, *(f"{count:,}" for count in counts))
    Console().print(table)


@click.command()
@click.option("--month", help="YYYY-MM; this month if left out.")
@click.option("--territory", default="", help="Code of the division; the country if left out.")
@as_json
def costs(month: str | None, territory: str, as_json: bool) -> None:
    """What reporting has cost in a month, by channel: reports, minutes of people's time, money."""
    first = date.fromisoformat(f"{month}-01") if month else clock.today().replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = intake.costs_of(EVERYTHING, first=first, last=last, territory=territory[:9])
    if as_json:
        print_json([{**asdict(row), "minutes_each": round(row.minutes_each, 2)} for row in rows])
        return
    table = Table(title=f"{first:%Y-%m}")
    for heading in ("channel", "reports", "minutes", "minutes each", "yuan"):
        table.add_column(heading, justify="left" if heading == "channel" else "right")
    for row in rows:
        table.add_row(
            row.channel, f"{row.reports:,}", f"{row.minutes:,.0f}", f"{row.minutes_each:.1f}", f"{row.fen / 100:.2f}"
        )
    Console().print(table)


commands: list[click.Command] = [
    board,
    costs,
    outlines,
    release,
    *rolls.commands,
    *exchange.commands,
    *meetings.commands,
    *bulletins.commands,
]

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.events import Handler
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.demo import account, actions, district, logins, morning, restarts, signals, week, week_account
from qianshao.demo.account import Account
from qianshao.demo.examples import write as write_examples
from qianshao.demo.morning import midnight
from qianshao.registry.models import Territory, Workplace

DISTRICT, DAY, WORKPLACES = "500113", date(2022, 2, 8), 12_000


def make(
    handlers: Mapping[str, Handler], code: str = DISTRICT, day: date = DAY, workplaces: int = WORKPLACES
) -> Account:
    """The demo, if nothing is there; else the account of the one that is there."""
    territory = Territory.objects.filter(code=code, level=3).first()
    if territory is None:
        raise Problem("territory.unknown", field="territory", value=code, day=day.isoformat())
    if actions.is_empty():
        actions.mark(midnight(day))
        district.enter_bodies(code, day)
        district.import_sheet(district.sheet(code, day, workplaces), code, day)
        district.enter_people(code, day)
        restarts.enter(district.workplaces(code), day)
        signals.enter(district.workplaces(code), day)
        actions.replay(district.workplaces(code), day, handlers)
        signals.look(code, day, midnight(day) + morning.ENDS)
        clock.restart()
    elif not actions.is_there():
        raise Problem("demo.not_empty")
    return account.read(territory, day)


def read_existing() -> Account:
    """Of the demo that is there, whatever district and day it was made for."""
    place = Workplace.objects.order_by("pk").values_list("district_code", flat=True)[0]
    return account.read(Territory.objects.get(code=place), actions.day_of())


def command(handlers: Mapping[str, Handler], prepare: click.Command) -> click.Command:
    """``config`` knows who takes which work, and how the database is made ready."""

    @click.command()
    @click.option("--territory", default=DISTRICT, show_default=True, help="Code of a district of Chongqing.")
    @click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=DAY.isoformat(), show_default=True)
    @click.option("--workplaces", default=WORKPLACES, show_default=True, type=click.IntRange(min=100))
    @click.option("--week", "with_week", is_flag=True, help="Continue the morning into a week; the clock goes on.")
    @click.option(
        "--examples",
        type=click.Path(file_okay=False, path_type=Path),
        help="Continue into the week, and write the minutes, bulletins and release that it ends in to this folder.",
    )
    @as_json
    @click.pass_context
    def demo(
        context: click.Context,
        territory: str,
        day: datetime,
        workplaces: int,
        with_week: bool,
        examples: Path | None,
        as_json: bool,
    ) -> None:
        """Make the demo district, replay its morning, and tell what happened. Refuses a database with real data."""
        context.invoke(prepare)
        made = make(handlers, territory, day.date(), workplaces)
        if (with_week or examples) and not week.is_there():
            week.play(district.workplaces(made.territory), actions.day_of(), handlers)
            made = account.read(Territory.objects.get(code=made.territory), actions.day_of())
        if examples:
            write_examples(examples)
        after = week_account.read(made.territory, actions.day_of())
        if as_json:
            accounts = [asdict(login) for login in district.accounts_to_show()]
            told = {"accounts": accounts, "password": logins.password(), "week": after.as_dict() if after else None}
            print_json(made.as_dict() | told)
        else:
            click.echo(account.tell(made) + "\n")
            click.echo(
                (week_account.tell(after) if after else _("qianshao demo --week continues the morning into a week."))
                + "\n"
            )
            click.echo(logins.tell(district.accounts_to_show()))

    return demo

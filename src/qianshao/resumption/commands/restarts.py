"""How many have restarted, and of what kind."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Territory
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions, queries
from qianshao.resumption.models import Standing

ALL = "all"


@click.group(invoke_without_command=True)
@click.option("--territory", default="", help="Code of a division; the whole country if left out.")
@click.option("--by", default="", help="Kinds to count by: industry,ownership,size,township,division,standing.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Any day; today if left out.")
@click.option("--standing", default=Standing.WORKING.value, show_default=True, help="One standing, several, or all.")
@click.option("--known-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="As it was known at a moment.")
@as_json
@click.pass_context
def restarts(
    context: click.Context,
    territory: str,
    by: str,
    day: datetime | None,
    standing: str,
    known_at: datetime | None,
    as_json: bool,
) -> None:
    """How many have restarted, and of what kind, on any day, with the day before's."""
    if context.invoked_subcommand:
        return
    if territory and not Territory.objects.filter(code=territory).exists():
        raise Problem("territory.unknown", field="territory", value=territory, day=day or clock.today())
    counted = queries.counts(
        EVERYTHING,
        territory,
        by=queries.read_by(by),
        day=day.date() if day else clock.today(),
        standings=read_standings(standing),
        known_at=timezone.make_aware(known_at) if known_at else None,
    )
    if as_json:
        print_json(counted.as_dict())
    else:
        _tell(counted)


def read_standings(text: str) -> list[str]:
    if text == ALL:
        return list(Standing.values)
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    for word in chosen:
        if word not in Standing.values:
            raise Problem("field.invalid.choice", field="standing", value=word, choices=", ".join(Standing.values))
    return chosen


def _tell(counted: queries.Counted) -> None:
    said = _("{day}, {territory}: {total} of {workplaces} workplaces, {growth:+d} against the day before.")
    click.echo(
        said.format(
            day=counted.day,
            territory=counted.territory or "—",
            total=f"{counted.total:,}",
            workplaces=f"{counted.workplaces:,}",
            growth=counted.growth,
        )
    )
    for row in sorted(counted.rows, key=lambda row: -row.count) if counted.by else ():
        kinds = "  ".join(f"{kind or '—':<14}" for kind in row.kinds)
        click.echo(f"  {row.count:>9,}  {row.count - row.day_before:>+7,}  {kinds}")


@restarts.command()
def recount() -> None:
    """Bring the sums in line with workplaces whose kind or place has changed in the registry."""
    count = actions.recount(actor=system("shell"), via=Via.SHELL, at=clock.now())
    click.echo(_("{count} workplaces were counted anew.").format(count=count))

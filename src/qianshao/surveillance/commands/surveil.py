"""``qianshao surveil``: look at the records of a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json, progress
from qianshao.registry.models import Territory
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; today if left out.")
@click.option("--territory", default="", help="Code of a division: its districts, or the district it lies in.")
@click.option("--dask", help="Address of a Dask scheduler on whose workers the rules run.")
@as_json
def surveil(day: datetime | None, territory: str, dask: str | None, as_json: bool) -> None:
    """Search the reports up to a day for clusters, silence and contradictions; keep what is strange as signals.

    The same day twice, with the same reports, gives the same signals.
    """
    from qianshao.surveillance import queries
    from qianshao.surveillance.actions import looking  # Numba is loaded for this command only

    wanted = day.date() if day else clock.today()
    if territory and not Territory.objects.filter(code=territory).exists():
        raise Problem("territory.unknown", field="territory", value=territory, day=wanted)
    at = clock.now()
    districts = queries.districts(EVERYTHING, territory)
    with _spread(dask) as spread:
        each = looking.look_at_each(
            districts, wanted, actor=system("surveillance"), via=Via.SHELL, at=at, spread=spread
        )
        looked = list(progress(each, label=_("Districts"), total=len(districts)))
    rows = list(queries.signals(EVERYTHING).filter(pk__in=[pk for one in looked for pk in one.signals]))
    rows.sort(key=lambda row: (row.held, -row.harm, row.pk))
    if as_json:
        print_json(
            {
                "day": wanted,
                "runs": [
                    {"territory": one.run.territory, "new": one.new, "levels": one.run.levels, **one.run.counts}
                    for one in looked
                ],
                "signals": [_as_dict(row) for row in rows],
            }
        )
        return
    for one in looked:
        click.echo(_summary(one))
    for row in rows:
        _tell(row)


def _summary(one: Any) -> str:
    said = _("{territory}, {day}: {workplaces} workplaces, {reported} reported; {signals} signals.")
    text = said.format(territory=one.run.territory, day=one.run.day, signals=len(one.signals), **one.run.counts)
    return text if one.new else text + " " + _("Nothing has changed since this was last looked at.")


def _as_dict(row: Any) -> dict[str, Any]:
    from qianshao.surveillance.writing import as_dict

    return as_dict(row)


def _tell(row: Any) -> None:
    from qianshao.surveillance.wording import say

    said = say(row)
    mark = _("held back") if row.held else row.get_verdict_display()
    click.echo(f"\n#{row.pk} {row.get_rule_display()} ({mark}, {timezone.localdate(row.seen_at)})")
    click.echo(f"  {said.seen}\n  {said.why}\n  {said.chance}")


@contextmanager
def _spread(address: str | None) -> Iterator[Any]:
    from qianshao.surveillance.actions import looking

    if not address:
        yield looking.in_turn
        return
    from qianshao.surveillance.commands.cluster import on_dask

    try:
        with on_dask(address) as spread:
            yield spread
    except ImportError:
        raise click.ClickException(_("Dask is not installed. Install qianshao[cluster].")) from None
    except OSError:
        raise click.ClickException(_("No Dask scheduler answers at {address}.").format(address=address)) from None

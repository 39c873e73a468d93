"""Who looks after labour protection, which workplaces somebody covers, and the plan."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions
from qianshao.resumption.queries import coverage as queries
from qianshao.resumption.queries.people import people as people_of

division = click.option("--territory", default="", help="Code of a division; everything if left out.")


@click.command()
@division
@as_json
def people(territory: str, as_json: bool) -> None:
    """How many look after labour protection, by grade, with their hours and what they cover."""
    found: dict[str, dict[str, int]] = {}
    for one in people_of(EVERYTHING, clock.today()):
        if (one.body.territory_id or "").startswith(territory):
            row = found.setdefault(one.grade, {"people": 0, "hours_per_week": 0, "covers": 0})
            row["people"] += 1
            row["hours_per_week"] += one.hours_per_week
            row["covers"] += one.covers  # type: ignore[attr-defined]
    if as_json:
        print_json({"territory": territory, "by_grade": found})
        return
    for grade, row in sorted(found.items()):
        click.echo(f"  {row['people']:>7,}  {row['hours_per_week']:>7,} h  {row['covers']:>7,}  {grade}")
    if not found:
        click.echo(_("Nobody has been entered."))


@click.command()
@division
@as_json
def coverage(territory: str, as_json: bool) -> None:
    """Which workplaces somebody looks after, by township, and which nobody does."""
    rows = queries.coverage(EVERYTHING, territory, clock.today())
    total = queries.total(rows, territory)
    if as_json:
        print_json({"day": clock.today(), "total": total.as_dict(), "townships": [row.as_dict() for row in rows]})
        return
    said = _("{workplaces} workplaces: {outside} covered from outside, {inside} from inside only, {gap} by nobody.")
    click.echo(
        said.format(**{name: f"{getattr(total, name):,}" for name in ("workplaces", "outside", "inside", "gap")})
    )
    for row in rows:
        click.echo(f"  {row.gap:>7,} / {row.workplaces:>7,}  {row.name}")


@click.command()
@click.option("--territory", required=True, help="Code of the division whose plan is made.")
@as_json
def assign(territory: str, as_json: bool) -> None:
    """Compute who covers which workplace of a division, and put it in force."""
    queries.require_division(territory)
    done = actions.assign(EVERYTHING, territory, actor=system("shell"), via=Via.SHELL, at=clock.now())
    if as_json:
        print_json(done.as_dict())
        return
    said = ngettext(
        "{covered} of {workplaces} workplaces are covered by {people} person; {moved} changed hands, {new} are new.",
        "{covered} of {workplaces} workplaces are covered by {people} people; {moved} changed hands, {new} are new.",
        done.people,
    )
    click.echo(said.format(**done.as_dict()))
    click.echo(_("At most {gap} per cent above the best plan there is.").format(gap=round(100 * done.gap, 2)))

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.casework import queries
from qianshao.casework.api.supplies import brief
from qianshao.casework.wording import item_name, time_left, units
from qianshao.core import clock
from qianshao.core.prefixes import starts_with
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING

SHOWN = 200


@click.command()
@click.option("--territory", default="", help="Code of a division; the country if left out.")
@click.option("--all", "everything", is_flag=True, help="Those that are met or withdrawn, too.")
@as_json
def needs(territory: str, everything: bool, as_json: bool) -> None:
    """Supplies: what is missing where, what workers have confirmed, and who has it in hand."""
    rows = queries.needs(EVERYTHING) if everything else queries.open_needs(EVERYTHING)
    rows = rows.filter(starts_with("township_code", territory))
    if as_json:
        print_json([brief(row) for row in rows])
        return
    if not rows:
        click.echo(_("Nothing is missing."))
        return
    now, table = clock.now(), Table()
    for heading in (_("Workplace"), _("What"), _("Confirmed"), _("Under way"), _("With"), _("Time")):
        table.add_column(heading, overflow="fold")
    for row in rows[:SHOWN]:
        said = brief(row)
        left = time_left(row.due_at, now) if row.state == "open" else row.get_state_display()
        what = f"{item_name(row.item)} {units(row.item, row.quantity)}"
        table.add_row(
            row.workplace.name, what, f"{said['confirmed']:,}", f"{said['under_way']:,}", said["owner"] or "", left
        )
    Console().print(table)

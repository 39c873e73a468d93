from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table

from qianshao.casework import queries
from qianshao.casework.models import Asked
from qianshao.core import clock
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.option("--days", default=365, show_default=True, help="Over the questions that fell due in so many days.")
@as_json
def watch(days: int, as_json: bool) -> None:
    """The watch for retaliation: how many were asked after workers' reports, answered, and said yes."""
    now = clock.now()
    found = queries.outcomes(
        EVERYTHING, now - timedelta(days=min(max(days, 1), 36500)), now + timedelta(seconds=1), now
    )
    if as_json:
        print_json({asked: asdict(one) | {"waiting": one.waiting} for asked, one in found.items()})
        return
    table = Table()
    for heading in (
        _("Who is asked"),
        _("Questions due"),
        pgettext("a question", "Answered"),
        _("Of these yes"),
        pgettext("a question", "No answer"),
    ):
        table.add_column(heading, overflow="fold")
    for asked, one in found.items():
        table.add_row(str(Asked(asked).label), *(str(n) for n in (one.asked, one.answered, one.yes, one.no_answer)))
    Console().print(table)

"""The sheet of a body on the command line."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.assessment import queries
from qianshao.assessment.models import Nature
from qianshao.assessment.queries import appraisals as sheets
from qianshao.assessment.queries.indicators import Counts
from qianshao.assessment.wording import figure_words
from qianshao.assessment.writing import counts_as_dict
from qianshao.core import clock
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body
from qianshao.registry.scope import EVERYTHING

USUAL = timedelta(days=89)
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("body")
@click.option("--from", "first", type=DAY, help="First day; 90 days up to the last, unless said.")
@click.option("--to", "last", type=DAY, help="Last day; today, unless said.")
@as_json
def appraise(body: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """What BODY (number, name or pinyin) did in a period, by the three natures: counts, evidence, judgements.

    Figures are counted now; those of a closed sheet are given as they were closed.
    """
    whose = queries.appraised_body(EVERYTHING, body)
    until = last.date() if last else clock.today()
    since = first.date() if first else until - USUAL
    period = queries.period_of(since, until, clock.now())
    sheet = sheets.of_period(EVERYTHING, whose, since, until)
    counts = sheets.counts_of(sheet, clock.now()) if sheet else queries.count_beside(whose, period)
    if as_json:
        print_json(counts_as_dict(whose, period.first, period.last, counts) | sheets.spoken(sheet))
    else:
        _tell(whose, counts)


def _tell(body: Body, counts: Counts) -> None:
    console = Console()
    console.print(f"{body.name}  {counts.cut_off:%Y-%m-%d %H:%M}  {counts.version}")
    for nature in Nature:
        table = Table(title=str(nature.label), title_justify="left")
        for heading in (_("Indicator"), _("Figure"), _("Interval (95%)"), pgettext("of a share", "Counted"), _("Of")):
            table.add_column(heading, overflow="fold")
        for one, figure in counts.of(nature):
            words = figure_words(figure)
            part, whole = ("–" if n is None else str(n) for n in (figure.numerator, figure.denominator))
            table.add_row(one.name(get_language()), words.value, words.interval, part, whole)
        console.print(table)

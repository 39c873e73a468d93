from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from qianshao.briefing.exchange.figures import sheet
from qianshao.briefing.exchange.formats import FORMATS
from qianshao.core import clock
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.argument("form", type=click.Choice(sorted(FORMATS)))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@click.option("--territory", default="", help="Code of the division, for example 500113; the country if left out.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(form: str, day: datetime | None, territory: str, out: Path) -> None:
    """The figures of a day for DHIS2, as FHIR, with HXL tags or as a data package; small ones are withheld.

    In the authority's own form, as XLSX: `qianshao intake export`.
    """
    made = sheet(EVERYTHING, territory, day=day.date() if day else clock.today(), at=clock.now())
    out.write_bytes(FORMATS[form].write(made))
    hidden = sum(len(line.withheld) for line in [made.whole, *made.lines])
    click.echo(f"{out}: {made.whole.name} {made.day}, {len(made.lines)} divisions, {hidden} figures withheld.")


commands: list[click.Command] = [export]

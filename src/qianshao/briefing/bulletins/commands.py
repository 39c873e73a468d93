"""``qianshao bulletin``: a draft of the bulletin of a day or a week."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click
from django.utils.translation import get_language

from qianshao.briefing.bulletins import actions, paper, wording
from qianshao.briefing.bulletins.rules.figures import without_marks
from qianshao.briefing.meetings.commands import holder
from qianshao.briefing.models import Bulletin, Period
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json


@click.command()
@click.option("--territory", default="", help="Code of a district, for example 500113; left out, the largest.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Of this day; today if left out.")
@click.option("--week", help="Of an ISO week instead, for example 2022-W06.")
@click.option("--paper", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write it as .docx or .pdf.")
@as_json
def bulletin(territory: str, day: datetime | None, week: str | None, target: Path | None, as_json: bool) -> None:
    """Write a bulletin from the records as they are now. Nothing is kept or sent."""
    at, period = clock.now(), Period.WEEK if week else Period.DAY
    last = _end_of(week) if week else (day.date() if day else clock.today())
    row = actions.compose(holder(territory), period, last, at=at)
    language = get_language() or "zh-hans"
    if target:
        content, _ = paper.paper(row, "pdf" if target.suffix == ".pdf" else "docx", language=language, at=at)
        target.write_bytes(content)
    if as_json:
        print_json(as_dict(row))
    else:
        click.echo(f"{row.body.name}\n{wording.title(row)}\n")
        click.echo(without_marks(row.texts.get(language) or row.texts["zh-hans"]))


def _end_of(week: str) -> date:
    try:
        return datetime.strptime(f"{week}-1", "%G-W%V-%u").date() + timedelta(days=6)  # noqa: DTZ007 - a date
    except ValueError:
        raise Problem("field.invalid.date", field="week", value=week) from None


def as_dict(row: Bulletin) -> dict[str, object]:
    return {
        "body": row.body.name,
        "to": row.to.name if row.to else "",
        "period": row.period,
        "first": row.first,
        "last": row.last,
        "cut_off": row.cut_off,
        "texts": row.texts,
        "figures": [
            {"name": kept["name"], "label": one.label, "counts": one.meaning, "of": one.of, "whole": one.whole}
            | {"value": one.value, "before": kept["before"], "earlier": kept["earlier"], "path": one.path}
            for kept, one in zip(row.figures, wording.table(row), strict=True)
        ],
    }


commands: list[click.Command] = [bulletin]

from __future__ import annotations

import click

from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry import queries
from qianshao.registry.models import Level
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.argument("name")
@as_json
def who(name: str, as_json: bool) -> None:
    """Everybody who answers for a workplace, and why.

    NAME may be a name, a part of it, its pinyin or initials, or the credit code.
    """
    found = queries.find(EVERYTHING, name)
    if not found:
        raise Problem("workplace.unknown", field="name", value=name)
    best, *others = found
    answer = queries.answer(best.workplace, clock.now())
    if as_json:
        print_json(answer.as_dict() | {"other_matches": [match.workplace.name for match in others]})
        return
    click.echo(f"{best.workplace.name}  {' '.join(place.name for place in answer.divisions)}")
    for duty in answer.duties:
        dated = f" {duty.source_date}" if duty.source_date else ""
        click.echo(f"  {duty.tie:<12} {Level(duty.level).label:<10} {duty.body}  {duty.phone}  ({duty.source}{dated})")
    for gap in answer.gaps:
        click.echo(f"  ? {gap}")
    if others:
        click.echo("  " + ", ".join(match.workplace.name for match in others))


commands: list[click.Command] = [who]

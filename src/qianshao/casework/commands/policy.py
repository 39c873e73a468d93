from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.timezone import localtime, make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.casework import queries
from qianshao.casework.queries import Ahead
from qianshao.casework.wording import measure_name, span
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.policy import files as policy_files
from qianshao.policy import loading, telling
from qianshao.policy.ladder import Category
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING

WHEN = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])


@click.group()
def policy() -> None:
    """The files that say what is a danger, and who has how long."""


@policy.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check FILES, or all that are in force: each fault with file, line and key; ends with 1 if there is one.

    What a file is read as goes by its name, as in docs/policy.md; one with any other name holds dangers.
    """
    telling.check(files or policy_files.in_force(), policy_files.check, as_json=as_json)


@policy.command()
@click.argument("category")
@click.argument("workplace")
@click.option("--at", "moment", type=WHEN, help="When it is reported, in the time of China; now if left out.")
@as_json
def explain(category: str, workplace: str, moment: datetime | None, as_json: bool) -> None:
    """What would happen to a danger at a workplace, step by step with dates, if nobody did anything.

    CATEGORY is the code or the name of a danger, WORKPLACE what `qianshao who` takes.
    """
    kind, place = _category(category), _workplace(workplace)
    at = make_aware(moment) if moment else clock.now()
    steps = queries.explain(place, kind, at)
    if as_json:
        print_json(_as_dict(kind, place, at, steps))
    else:
        _tell(kind, place, at, steps)


def _category(given: str) -> Category:
    known = loading.in_force().categories
    named = [one for one in known.values() if given in (one.code, *one.names.values())]
    if not named:
        raise Problem("category.unknown", field="category", value=given)
    return named[0]


def _workplace(given: str) -> Workplace:
    found = registry.find(EVERYTHING, given)
    if not found:
        raise Problem("workplace.unknown", field="workplace", value=given)
    return found[0].workplace


def _as_dict(kind: Category, place: Workplace, at: datetime, steps: list[Ahead]) -> dict[str, Any]:
    return {
        "category": kind.code,
        "severity": kind.severity,
        "workplace_id": place.pk,
        "workplace": place.name,
        "at": at,
        "policy": loading.in_force().version,
        "steps": [step.as_dict() for step in steps],
    }


def _tell(kind: Category, place: Workplace, at: datetime, steps: list[Ahead]) -> None:
    version = loading.in_force().version
    click.echo(f"{kind.name(get_language())}  {place.name}  {_minute(at)}  ({_('policy')} {version})")
    for number, step in enumerate(steps, start=1):
        held = f"{_minute(step.received_at)} → {_minute(step.due_at)}"
        click.echo(f"{number:>3}  {step.body.name}  {held}  ({span(step.due_at - step.received_at)})")
        for line in _details(step):
            click.echo(f"     {line}")
    click.echo("     " + _("Nobody is above: then it gets a new deadline each time, and each silence is on record."))


def _details(step: Ahead) -> list[str]:
    lines = [step.must(get_language())] if step.must(get_language()) else []
    for call in step.calls:
        to = f" → {call.addressee.body}" if call.addressee else ""
        lines.append(f"· {measure_name(call.kind, call.what)}{to}")
    if step.order and step.full_due_at:
        shortened = _("Shortened by {document}; otherwise until {time}.")
        lines.append(shortened.format(document=step.order.document, time=_minute(step.full_due_at)))
    return lines


def _minute(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"

"""A federation's own questions, from the shell."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.shell import as_json, print_json
from qianshao.intake import actions, queries
from qianshao.intake.channels.odk import forms
from qianshao.policy import loading
from qianshao.registry import queries as registry
from qianshao.registry.models import Body
from qianshao.registry.scope import EVERYTHING

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def questions() -> None:
    """What a federation asks beside the daily report: an XLSForm with questions of its own."""


@questions.command()
@click.argument("file", type=FILE)
@click.option("--body", "number", type=int, required=True, help="The number of the body that asks.")
def check(file: Path, number: int) -> None:
    """Say what is wrong with a form, and change nothing."""
    asked = _read(file, registry.body(EVERYTHING, number))
    click.echo(_("{count} questions; the form holds.").format(count=len(asked.survey)))


@questions.command()
@click.argument("file", type=FILE)
@click.option("--body", "number", type=int, required=True, help="The number of the body that asks.")
def add(file: Path, number: int) -> None:
    """Ask these questions from now on, instead of those that the body asked before."""
    body = registry.body(EVERYTHING, number)
    asked = _read(file, body)
    actions.ask_more(body, asked.survey, asked.choices, actor=system("shell"), via=Via.SHELL, at=clock.now())
    click.echo(_("{count} questions are asked now.").format(count=len(asked.survey)))


@questions.command()
@click.option("--body", "number", type=int, required=True)
def end(number: int) -> None:
    """Ask them no more. Answers that were given stay with their reports."""
    if actions.end_questions(registry.body(EVERYTHING, number), actor=system("shell"), via=Via.SHELL, at=clock.now()):
        click.echo(_("They are asked no more."))
    else:
        click.echo(_("This body asks nothing."))


@questions.command("list")
@as_json
def list_questions(as_json: bool) -> None:
    """Who asks what."""
    asked = [(one.body, one.since, [row["name"] for row in one.survey]) for one in queries.questions()]
    if as_json:
        print_json([{"body": body.number, "name": body.name, "since": at, "questions": q} for body, at, q in asked])
        return
    for body, _since, names in asked:
        click.echo(f"{body.number} {body.name}: {', '.join(names)}")
    if not asked:
        click.echo(_("No body asks anything beside the daily report."))


def _read(file: Path, body: Body) -> forms.Asked:
    asked = forms.read(file.read_bytes(), body=body.number, name=body.name)
    forms.check(asked, list(loading.in_force().categories.values()))
    return asked

"""Which questions of an interview the system can answer today."""

from __future__ import annotations

import click

from qianshao.assessment import queries
from qianshao.assessment.queries.questions import answers
from qianshao.core import clock
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING


@click.command()
@click.argument("number")
@as_json
def questions(number: str, as_json: bool) -> None:
    """What the system can answer today of the questions in the interview NUMBER, what not, and why."""
    found = answers(EVERYTHING, queries.interview(EVERYTHING, number), clock.now())
    if as_json:
        print_json(
            [
                {
                    "turn": one.question.turn,
                    "question": one.question.text,
                    "kind": one.question.kind,
                    "answered": one.said.answered,
                    "answer": one.said.answer,
                    "source": one.said.source,
                    "why": one.said.why,
                }
                for one in found
            ]
        )
        return
    for one in found:
        click.echo(f"{one.question.turn:>4}  {one.question.text}")
        click.echo(f"      {one.said.answered}: {' '.join(filter(None, (one.said.answer, one.said.why)))}")


commands: list[click.Command] = [questions]

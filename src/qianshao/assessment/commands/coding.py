"""Coding on the command line: what a first pass proposes, and the codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.assessment import queries
from qianshao.assessment.queries import coded, coding
from qianshao.assessment.rules.coding import evaluation
from qianshao.assessment.rules.coding.evaluation import Coded, Score
from qianshao.assessment.rules.transcript.files import text_of
from qianshao.assessment.rules.transcript.reading import read
from qianshao.core.shell import as_json, print_json
from qianshao.policy import codebook as policy
from qianshao.policy.codes import Codebook, Example
from qianshao.registry.scope import EVERYTHING

WIDTH = 60


def talk_of(which: str) -> coding.Talk:
    """Of the interview with this number, or of a transcript in a file, which is not kept."""
    path = Path(which)
    if path.is_file():
        return coding.talk_in(read(text_of(path.read_bytes())))
    return coding.talk_of(queries.interview(EVERYTHING, which))


@click.command()
@click.argument("which", metavar="NUMBER|FILE")
@as_json
def code(which: str, as_json: bool) -> None:
    """Propose codes for an interview by its NUMBER, or for the transcript in FILE, which is not kept.

    Each proposal names the turn, the passage and the rule that fired. A person accepts or rejects them.
    """
    talk = talk_of(which)
    found = coding.first_pass(talk)
    if as_json:
        print_json(as_dict(talk, found))
        return
    names = policy.in_force().codes
    for one, text in zip(found.proposals, coding.passages(talk, found.proposals), strict=True):
        click.echo(f"{one.turn:>4}  {names[one.code].name(get_language())}  {_short(text)}  ({one.why})")
    for said in found.undertaken:
        click.echo(f"{said.turn:>4}  {said.body or said.speaker}: {said.words}")
    click.echo(_("{count} proposals. None counts before a person has accepted it.").format(count=len(found.proposals)))


def as_dict(talk: coding.Talk, found: coding.FirstPass) -> dict[str, Any]:
    texts = coding.passages(talk, found.proposals)
    return {
        "codebook": found.codebook,
        "roles": {name: turn.role for turn in talk.turns if (name := talk.speakers[turn.n][0])},
        "proposals": [
            {
                "code": one.code,
                "turn": one.turn,
                "speaker": talk.speakers[one.turn][0],
                "start": one.start,
                "end": one.end,
                "text": text,
                "by": one.by,
                "why": one.why,
                "words": one.words,
            }
            for one, text in zip(found.proposals, texts, strict=True)
        ],
        "commitments": [
            {
                "turn": one.turn,
                "start": one.start,
                "end": one.end,
                "words": one.words,
                "speaker": one.speaker,
                "body": one.body,
            }
            for one in found.undertaken
        ],
    }


@click.command()
@as_json
def codebook(as_json: bool) -> None:
    """The codes with their definitions, examples and counter-examples, and the version of the book."""
    book = policy.in_force()
    if as_json:
        print_json({"version": book.version, "codes": [_code(one) for one in book.codes.values()]})
        return
    for one in book.codes.values():
        click.echo(f"{one.code}  {one.name(get_language())}: {one.definition(get_language())}")


def _code(one: policy.Code) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.names,
        "definition": one.definitions,
        "of": one.of,
        "natures": {"official": one.official, "interviewer": one.interviewer},
        "examples": [_example(example) for example in one.examples],
        "counter_examples": [_example(example) for example in one.counter],
        "rules": [{"says": rule.says, "when": rule.when, "unless": rule.unless} for rule in one.rules],
    }


def _example(one: Example) -> dict[str, Any]:
    where = {"made": True} if one.made else {"interview": one.interview, "turn": one.turn}
    return {"text": one.text, **where}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def evaluate(files: tuple[Path, ...], as_json: bool) -> None:
    """How well the first pass finds what was coded by hand: in the talks made for this, and in FILES that were coded.

    Most of it was coded, and the rules were written, by the same hand: those figures flatter the rules. The fairer ones
    are against the codes of another hand. The codes of the
    call to Banan travel with the program, its words do not: name the transcript to have it counted.
    """
    parts = {"made": coded.made(later=False), "made later": coded.made(later=True)}
    for file in files:
        turns = coded.of_transcript(text_of(file.read_bytes()))
        parts[turns[0].talk] = turns
    parts["all"] = [turn for turns in parts.values() for turn in turns]
    book = policy.in_force()
    shown = {name: _measured(turns, book) for name, turns in parts.items()}
    if as_json:
        print_json({"codebook": book.version, "coders": coded.coders(get_language()), "sets": shown})
        return
    click.echo(coded.coders(get_language()))
    for name, one in shown.items():
        click.echo(
            _("{name}: {turns} turns, alpha {alpha}, with another coder {other}").format(
                name=name, turns=one["turns"], alpha=_figure(one["alpha"]), other=_figure(one["alpha_other"])
            )
        )
        for row in one["codes"]:
            by, rules, other, learnt = row["better"], row["rules"], row["rules_by_other"], row["classifier"] or {}
            figures = [one.get(key) for one in (rules, other, learnt) for key in ("precision", "recall")]
            click.echo(f"  {row['code']:<26}{rules['coded']:>4}  " + "  ".join(map(_figure, figures)) + f"  {by}")


def _measured(turns: list[Coded], book: Codebook) -> dict[str, Any]:
    rows = [
        {
            "code": one.code,
            "turns": one.turns,
            "alpha": one.alpha,
            "alpha_other": one.alpha_other,
            "rules": _score(one.rules),
            "rules_by_other": _score(one.rules_by_other),
            "classifier": _score(one.classifier) if one.classifier else None,
            "better": one.better,
        }
        for one in evaluation.evaluate(turns, book)
    ]
    alphas = {
        "alpha": evaluation.alpha_of_all(turns, book),
        "alpha_other": evaluation.alpha_of_all(turns, book, by_other=True),
    }
    return {"turns": len(turns), **alphas, "codes": rows}


def _score(one: Score) -> dict[str, Any]:
    return {"precision": one.precision, "recall": one.recall, "f1": one.f1, "found": one.found, "coded": one.there}


def _figure(value: float | None) -> str:
    return "   –" if value is None else f"{value:4.2f}"


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


commands: list[click.Command] = [code, codebook, evaluate]

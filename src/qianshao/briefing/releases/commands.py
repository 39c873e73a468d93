"""Releases on the command line; and a way to verify what somebody was given, for which no database is needed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from qianshao.accounts import queries as accounts
from qianshao.briefing.models import Release
from qianshao.briefing.releases import actions, documents, example, queries, signing
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Actor, Via
from qianshao.core.problems import Problem, or_not_found
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import EVERYTHING

DAY = click.DateTime(["%Y-%m-%d"])
by = click.option("--by", required=True, metavar="ACCOUNT", help="Who does it; the trail says so.")


@click.group()
def release() -> None:
    """What goes out to the public: drafted, approved by a second person, signed, corrected."""


@release.command("list")
@as_json
def list_releases(as_json: bool) -> None:
    """All releases, the newest first."""
    rows = list(queries.releases(EVERYTHING).defer("figures", "public"))
    if as_json:
        print_json([_as_dict(row) for row in rows])
        return
    table = Table()
    for heading in ("number", "body", "state", "counted", "published"):
        table.add_column(heading)
    for row in rows:
        out = f"{row.published_at:%Y-%m-%d %H:%M}" if row.published_at else ""
        table.add_row(row.number, row.body.name, row.state, f"{row.cut_off:%Y-%m-%d %H:%M}", out)
    Console().print(table)


@release.command()
@click.argument("territory")
@click.option("--from", "first", type=DAY, required=True)
@click.option("--to", "last", type=DAY, required=True)
@click.option("--note", default="", help="A remark for the public, in Chinese.")
@click.option("--note-en", default="", help="The same in English.")
@by
@as_json
def draft(territory: str, first: datetime, last: datetime, note: str, note_en: str, by: str, as_json: bool) -> None:
    """Count TERRITORY's figures, withhold what is small, and freeze them."""
    body = Body.objects.filter(kind=BodyKind.FEDERATION, territory=territory).first()
    if body is None:
        raise Problem("release.body", body=territory)
    row = actions.draft(body, first.date(), last.date(), note, note_en, **_said(by))
    _tell(row, as_json)


@release.command()
@click.argument("number")
@by
@as_json
def approve(number: str, by: str, as_json: bool) -> None:
    """By a second person."""
    row = _release(number)
    actions.approve(row, **_said(by))
    _tell(row, as_json)


@release.command()
@click.argument("number")
@by
@as_json
def publish(number: str, by: str, as_json: bool) -> None:
    """Sign it and let it out, with a notice for each figure that it corrects."""
    row = _release(number)
    found = actions.publish(row, **_said(by))
    _tell(row, as_json, corrections=len(found))


@release.command()
@click.argument("number")
@by
@as_json
def discard(number: str, by: str, as_json: bool) -> None:
    """Throw away what is not out."""
    row = _release(number)
    actions.discard(row, **_said(by))
    _tell(row, as_json)


@release.command()
def key() -> None:
    """The public key of this installation. Publish it where a forger could not change it."""
    click.echo(signing.public_key())


@release.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "public_key", help="The public key; that of this installation if left out.")
@as_json
def verify(file: Path, public_key: str | None, as_json: bool) -> None:
    """Was FILE (the JSON of a release) signed here, and not changed since? Ends with 1 if not."""
    known = public_key or signing.public_key()
    try:
        wrong = documents.faults(json.loads(file.read_text(encoding="utf-8")), known)
    except (ValueError, UnicodeDecodeError):
        raise Problem("release.unreadable", field="file", file=file.name) from None
    if as_json:
        print_json({"file": file.name, "public_key": known, "holds": not wrong, "wrong": wrong})
    elif wrong:
        click.echo(_("Not signed with this key, or changed: {what}").format(what=", ".join(wrong)))
    else:
        click.echo(_("Signed with this key, and not changed."))
    if wrong:
        raise SystemExit(1)


@release.command(name="example")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def make_example(folder: Path) -> None:
    """Publish the demo's week, and write it into FOLDER: a text in each language, CSV, JSON, data dictionary."""
    for file in example.write(example.make(), folder):
        click.echo(file)


def _release(number: str) -> Release:
    """The one that is live; of several that were discarded none."""
    return or_not_found(queries.releases(EVERYTHING).filter(number=number).exclude(state="discarded").first())


def _said(account: str) -> dict[str, Any]:
    return {"actor": _actor(account), "via": Via.SHELL, "at": clock.now()}


def _actor(account: str) -> Actor:
    number = accounts.number_of(account)
    if number is None:
        raise Problem("account.unknown", field="by", value=account)
    return actors.person(number)


def _tell(row: Release, as_json: bool, **more: object) -> None:
    if as_json:
        print_json(_as_dict(row) | more)
    else:
        said = ", ".join(f"{name}: {value}" for name, value in more.items())
        click.echo(f"{row.number}: {row.get_state_display()}" + (f" ({said})" if said else ""))


def _as_dict(row: Release) -> dict[str, Any]:
    return {
        "number": row.number,
        "body": row.body.name,
        "first": row.first,
        "last": row.last,
        "version": row.version,
        "state": row.state,
        "cut_off": row.cut_off,
        "published_at": row.published_at,
    }

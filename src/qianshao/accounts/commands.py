from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import click

from qianshao.accounts import actions
from qianshao.accounts.models import Membership, Person, Role
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body, BodyKind

SHELL = system("shell")


@click.group()
def account() -> None:
    """Accounts: who may come in, for which body, in which role."""


@account.command()
@click.argument("name")
@click.option(
    "--body", required=True, help="Full name of a body, the code of a division for its federation, or #number."
)
@click.option("--role", required=True, type=click.Choice(Role.values))
@as_json
def add(name: str, body: str, role: str, as_json: bool) -> None:
    """Make an account and print its password for the first log-in."""
    made = actions.create_person(username=name, body=_body(body), role=role, actor=SHELL, via=Via.SHELL, at=clock.now())
    if as_json:
        print_json({"account": made.person.username, "password": made.password})
    else:
        click.echo(f"{made.person.username}  {made.password}  (shown once; it has to be changed at the first log-in)")


def _body(given: str) -> Body:
    """Two bodies of one name are told apart by their numbers."""
    if given.startswith("#") and given[1:].isdecimal():
        rows = Body.objects.filter(number=int(given[1:]))
    elif given.isdecimal():
        rows = Body.objects.filter(kind=BodyKind.FEDERATION, territory=given)
    else:
        rows = Body.objects.filter(name=given)
    found = list(rows.filter(closed_on=None)[:5])
    if not found:
        raise Problem("body.unknown", field="body", value=given)
    if len(found) > 1:
        raise Problem("body.ambiguous", field="body", value=given, candidates=", ".join(f"#{b.number}" for b in found))
    return found[0]


def _person(name: str) -> Person:
    found = Person.objects.filter(username=name).first()
    if found is None:
        raise Problem("account.unknown", field="name", value=name)
    return found


@account.command("list")
@click.option(
    "--csv",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them to this file, for the directory of another program.",
)
@as_json
def show(file: Path | None, as_json: bool) -> None:
    """All accounts that have a role."""
    rows = Membership.objects.filter(until=None).select_related("person", "body").order_by("person__username", "pk")
    found = [
        {
            "account": row.person.username,
            "body": row.body.name,
            "number": row.body.number,
            "role": row.role,
            "in_use": row.person.is_active,
        }
        for row in rows
    ]
    if file:
        _write(file, found)
    if as_json:
        print_json(found)
        return
    for one in found:
        closed = "" if one["in_use"] else "  (disabled)"
        click.echo(f"{one['account']:<28} {one['role']:<14} {one['body']}{closed}")


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    """With a mark for spreadsheets that it is UTF-8. A name may not begin as a formula does."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, ["account", "body", "number", "role", "in_use"])
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _harmless(value) for name, value in row.items()})


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


@account.command()
@click.argument("name")
def disable(name: str) -> None:
    """Close an account; what it did stays on record."""
    actions.set_active(_person(name), False, actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"{name} is disabled.")


@account.command()
@click.argument("name")
def enable(name: str) -> None:
    """Open a closed account again."""
    actions.set_active(_person(name), True, actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"{name} is enabled.")


@account.command()
@click.argument("name")
@as_json
def password(name: str, as_json: bool) -> None:
    """Give an account a new password for once."""
    secret = actions.reset_password(_person(name), actor=SHELL, via=Via.SHELL, at=clock.now())
    if as_json:
        print_json({"account": name, "password": secret})
    else:
        click.echo(secret)


@account.command("forget-factor")
@click.argument("name")
def forget_factor(name: str) -> None:
    """Switch the second factor off, for somebody whose phone and recovery codes are lost."""
    actions.remove_second_factor(_person(name), actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"{name} logs in with the password alone.")


@account.command()
@click.argument("name")
@click.option("--label", default="shell", show_default=True, help="What it is for.")
@as_json
def token(name: str, label: str, as_json: bool) -> None:
    """Make a key for the API, under the oldest role of an account, and print it once."""
    membership = (
        Membership.objects.filter(person=_person(name), until=None).select_related("body").order_by("id").first()
    )
    if membership is None:
        raise Problem("access.none")
    secret = actions.create_token(membership, label, actor=SHELL, via=Via.SHELL, at=clock.now())
    if as_json:
        print_json({"account": name, "body": membership.body.name, "role": membership.role, "token": secret})
    else:
        click.echo(secret)


commands: list[click.Command] = [account]

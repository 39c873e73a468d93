from __future__ import annotations

import click

from qianshao.accounts import actions
from qianshao.accounts.models import Membership, Person, Role
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry.models import Body

SHELL = system("shell")


@click.group()
def account() -> None:
    """Accounts: who may come in, for which body, in which role."""


@account.command()
@click.argument("name")
@click.option("--body", required=True, help="Full name of the body, or its number.")
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
    found = list(Body.objects.filter(number=int(given)) if given.isdecimal() else Body.objects.filter(name=given)[:2])
    if len(found) != 1:
        raise Problem("body.unknown", field="body", value=given)
    return found[0]


def _person(name: str) -> Person:
    found = Person.objects.filter(username=name).first()
    if found is None:
        raise Problem("account.unknown", field="name", value=name)
    return found


@account.command("list")
@as_json
def show(as_json: bool) -> None:
    """All accounts that have a role."""
    rows = Membership.objects.filter(until=None).select_related("person", "body").order_by("person__username")
    found = [
        {"account": row.person.username, "body": row.body.name, "role": row.role, "in_use": row.person.is_active}
        for row in rows
    ]
    if as_json:
        print_json(found)
    for row in [] if as_json else found:
        click.echo(f"{row['account']:<28} {row['role']:<14} {row['body']}")


@account.command()
@click.argument("name")
def close(name: str) -> None:
    """Close an account; what it did stays on record."""
    actions.set_active(_person(name), False, actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo(f"{name} is closed.")


@account.command()
@click.argument("name")
def password(name: str) -> None:
    """Give an account a new password for once."""
    click.echo(actions.reset_password(_person(name), actor=SHELL, via=Via.SHELL, at=clock.now()))


@account.command()
@click.argument("name")
@click.option("--label", default="shell", show_default=True)
def token(name: str, label: str) -> None:
    """Make a key for the API and print it once."""
    membership = Membership.objects.filter(person=_person(name), until=None).order_by("id").first()
    if membership is None:
        raise Problem("access.none")
    click.echo(actions.create_token(membership, label, actor=SHELL, via=Via.SHELL, at=clock.now()))


commands: list[click.Command] = [account]

from __future__ import annotations

import click

from qianshao.briefing.exchange.webhooks import actions, queries
from qianshao.briefing.models import Hook
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import or_not_found
from qianshao.core.shell import as_json, print_json
from qianshao.registry.scope import EVERYTHING

SHELL = system("shell")


@click.group()
def webhook() -> None:
    """Programs that are told when something happens: signed, and again until they answer."""


@webhook.command()
@click.argument("url")
@click.option("--actions", "patterns", required=True, help="Of what, such as case.*,signal.confirmed")
@click.option("--territory", default="", help="Only on this division; everywhere if left out.")
@click.option("--label", default="", help="What it is for.")
@as_json
def add(url: str, patterns: str, territory: str, label: str, as_json: bool) -> None:
    """Tell URL from now on, and print the secret by which it knows that it is true."""
    wanted = [one.strip() for one in patterns.split(",") if one.strip()]
    hook, secret = actions.add(
        url, label=label, territory=territory, patterns=wanted, actor=SHELL, via=Via.SHELL, at=clock.now()
    )
    if as_json:
        print_json({"number": hook.pk, "secret": secret})
    else:
        click.echo(f"Number {hook.pk}. The secret is shown once: {secret}")


@webhook.command("list")
@as_json
def show(as_json: bool) -> None:
    """All of them, and how they do."""
    rows = [
        {
            "number": told.hook.pk,
            "url": told.hook.url,
            "label": told.hook.label,
            "territory": told.hook.territory,
            "actions": told.hook.patterns,
            "ended": told.hook.ended_at is not None,
            "waiting": told.waiting,
            "sent": told.sent,
            "failed": told.failed,
        }
        for told in queries.hooks(EVERYTHING)
    ]
    if as_json:
        print_json(rows)
    for row in [] if as_json else rows:
        click.echo(
            f"{row['number']:>4}  {row['url']}  {row['sent']} sent, {row['waiting']} wait, {row['failed']} failed"
        )


@webhook.command()
@click.argument("number", type=int)
def end(number: int) -> None:
    """Tell it nothing any more."""
    actions.end(_hook(number), actor=SHELL, via=Via.SHELL, at=clock.now())
    click.echo("Ended.")


@webhook.command()
@click.argument("number", type=int)
def resend(number: int) -> None:
    """Send again what was given up."""
    click.echo(f"{actions.resend(_hook(number), at=clock.now())} wait again.")


def _hook(number: int) -> Hook:
    return or_not_found(Hook.objects.filter(pk=number).first())


commands: list[click.Command] = [webhook]

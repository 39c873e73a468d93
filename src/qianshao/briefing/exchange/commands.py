"""The process that passes things to other servers. Beside the worker: a server that hangs holds up no deadline."""

from __future__ import annotations

import click

from qianshao.briefing.exchange.formats import commands as format_commands
from qianshao.briefing.exchange.moving import commands as moving_commands
from qianshao.briefing.exchange.upward import actions as upward
from qianshao.briefing.exchange.upward import commands as upward_commands
from qianshao.briefing.exchange.webhooks import actions as webhooks
from qianshao.briefing.exchange.webhooks import commands as webhook_commands
from qianshao.core import clock
from qianshao.core.rounds import in_rounds


@click.command()
@click.option("--once", is_flag=True, help="Pass on what is due and stop.")
@click.option("--pause", default=5.0, show_default=True, help="Seconds between looks.")
def exchange(once: bool, pause: float) -> None:
    """Pass figures to the installation above, and tell programs what happened. Any number may run at once."""
    in_rounds(exchange_round, once=once, pause=pause)


def exchange_round() -> None:
    """Everything that is due now."""
    upward.pass_on(today=clock.today(), at=clock.now())
    while webhooks.fan_out(at=clock.now()):
        pass
    webhooks.deliver(at=clock.now())


commands: list[click.Command] = [
    exchange,
    *format_commands.commands,
    *moving_commands.commands,
    *upward_commands.commands,
    *webhook_commands.commands,
]

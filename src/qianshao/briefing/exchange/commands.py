"""The process that passes things to other servers. Beside the worker: a server that hangs holds up no deadline."""

from __future__ import annotations

import logging
import os
import time

import click
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from qianshao.briefing.exchange.formats import commands as format_commands
from qianshao.briefing.exchange.moving import commands as moving_commands
from qianshao.briefing.exchange.upward import actions as upward
from qianshao.briefing.exchange.upward import commands as upward_commands
from qianshao.briefing.exchange.webhooks import actions as webhooks
from qianshao.briefing.exchange.webhooks import commands as webhook_commands
from qianshao.core import clock

log = logging.getLogger(__name__)
WAIT = 5  # seconds, while the database does not answer


@click.command()
@click.option("--once", is_flag=True, help="Pass on what is due and stop.")
@click.option("--pause", default=5.0, show_default=True, help="Seconds between looks.")
def exchange(once: bool, pause: float) -> None:
    """Pass figures to the installation above, and tell programs what happened. Any number may run at once."""
    parent = os.getppid()
    while True:
        try:
            exchange_round()
        except (OperationalError, InterfaceError) as error:
            if once:
                raise
            log.warning("The database does not answer (%s); trying again.", type(error).__name__)
            connections.close_all()
            time.sleep(WAIT)
        if once or os.getppid() != parent:
            return
        close_old_connections()
        time.sleep(pause)


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

"""The process that lets notices out. Beside the worker, not in it: a mail server that hangs holds up no deadline."""

from __future__ import annotations

import logging
import os
import time

import click
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from qianshao.core import clock
from qianshao.notices import actions

log = logging.getLogger(__name__)
WAIT = 5  # seconds, while the database does not answer
TIDY_EVERY = 3600  # seconds


@click.command()
@click.option("--once", is_flag=True, help="Let out what is due and stop.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds between looks when nothing is due.")
def deliver(once: bool, pause: float) -> None:
    """Let notices out by mail, push, SMS and the robots of groups. Any number may run at once."""
    parent, tidied = os.getppid(), -TIDY_EVERY * 1.0
    while True:
        try:
            deliver_round()
            if time.monotonic() - tidied >= TIDY_EVERY:
                actions.tidy(clock.now())
                tidied = time.monotonic()
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


def deliver_round() -> None:
    """Everything that is due now."""
    actions.group(clock.now())
    while actions.deliver(clock.now()):
        pass


commands: list[click.Command] = [deliver]

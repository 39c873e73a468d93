"""The process that lets notices out. Beside the worker, not in it: a mail server that hangs holds up no deadline."""

from __future__ import annotations

import math
import time

import click

from qianshao.core import clock
from qianshao.core.rounds import in_rounds
from qianshao.notices import actions

TIDY_EVERY = 3600  # seconds


@click.command()
@click.option("--once", is_flag=True, help="Let out what is due and stop.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds between looks when nothing is due.")
def deliver(once: bool, pause: float) -> None:
    """Let notices out by mail, push, SMS and the robots of groups. Any number may run at once."""
    tidied = -math.inf

    def one_round() -> None:
        nonlocal tidied
        deliver_round()
        if time.monotonic() - tidied >= TIDY_EVERY:
            actions.tidy(clock.now())
            tidied = time.monotonic()

    in_rounds(one_round, once=once, pause=pause)


def deliver_round() -> None:
    """Everything that is due now."""
    actions.group(clock.now())
    while actions.deliver(clock.now()):
        pass


commands: list[click.Command] = [deliver]

"""The doors of the simulation: the command, the page, and the runs that are kept."""

import click

from qianshao.scenarios.commands.simulate import simulate

commands: list[click.Command] = [simulate]

__all__ = ["commands"]

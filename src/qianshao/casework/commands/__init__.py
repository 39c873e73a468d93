"""Cases and policy on the command line."""

import click

from qianshao.casework.commands.cases import case, cases
from qianshao.casework.commands.policy import policy

commands: list[click.Command] = [cases, case, policy]

__all__ = ["commands"]

"""Cases and policy on the command line."""

import click

from qianshao.casework.commands.cases import case, cases
from qianshao.casework.commands.policy import policy
from qianshao.casework.commands.supplies import needs
from qianshao.casework.commands.watch import watch

commands: list[click.Command] = [cases, case, policy, needs, watch]

__all__ = ["commands"]

"""Runs detection over the records; keeps signals and what was judged of them."""

import click

from qianshao.surveillance.commands.detect import detect
from qianshao.surveillance.commands.surveil import surveil

commands: list[click.Command] = [detect, surveil]

__all__ = ["commands"]

"""Runs detection over the records; keeps signals and what was judged of them."""

import click

from qianshao.surveillance.commands.detect import detect

commands: list[click.Command] = [detect]

__all__ = ["commands"]

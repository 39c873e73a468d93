"""Runs detection over the records; keeps signals and what was judged of them."""

import click

commands: list[click.Command] = []

__all__ = ["commands"]

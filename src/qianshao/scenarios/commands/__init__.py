"""The doors of the simulation: the command, the page, and the runs that are kept."""

import click

commands: list[click.Command] = []

__all__ = ["commands"]

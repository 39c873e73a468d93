"""Interviews, coded evidence, the three natures."""

import click

commands: list[click.Command] = []

__all__ = ["commands"]

"""``qianshao detect series``: counts over time in a CSV file."""

from __future__ import annotations

import click


@click.command()
def series() -> None:
    """Is a day or week of a count series more than its past explains?"""

"""The restart ledger, checklists, inspections, initiatives, people and coverage."""

import click

commands: list[click.Command] = []

__all__ = ["commands"]

"""The restart ledger, checklists, inspections, initiatives, people and coverage."""

import click

from qianshao.resumption.commands.inspections import checklist, inspections
from qianshao.resumption.commands.people import assign, coverage, people
from qianshao.resumption.commands.restarts import restarts

commands: list[click.Command] = [assign, checklist, coverage, inspections, people, restarts]

__all__ = ["commands"]

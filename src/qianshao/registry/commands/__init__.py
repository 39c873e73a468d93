from __future__ import annotations

import click

from qianshao.registry.commands import bodies, who, workplaces
from qianshao.registry.commands.divisions import area, divisions, load_shipped_divisions

commands: list[click.Command] = [divisions, area, *bodies.commands, *workplaces.commands, *who.commands]

__all__ = ["commands", "load_shipped_divisions"]

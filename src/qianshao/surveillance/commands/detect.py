"""``qianshao detect``: the numeric library on anyone's data, without a database."""

from __future__ import annotations

import click

from qianshao.surveillance.commands.links import links
from qianshao.surveillance.commands.scan import scan
from qianshao.surveillance.commands.series import series


@click.group()
def detect() -> None:
    """Outbreak detection on a file of your own. Nothing is stored."""


detect.add_command(series)
detect.add_command(scan)
detect.add_command(links)

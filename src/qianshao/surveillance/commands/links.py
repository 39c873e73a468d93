"""``qianshao detect links``: clusters among places that share something, or lie in one territory of a tree."""

from __future__ import annotations

from typing import Any

import click

from qianshao.core.shell import as_json, print_json
from qianshao.surveillance.commands.scan import FILE, how_to_run, what_to_scan


@click.command()
@click.option("--links", "links_file", type=FILE, help="CSV: place, link (a dormitory, canteen, contractor, bus).")
@click.option("--tree", "tree_file", type=FILE, help="CSV: place, code; the territories above a place are prefixes.")
@click.option("--lengths", default="2,4,6,9,12", show_default=True, help="Tree: how long the prefixes are.")
@click.option("--reach", type=click.IntRange(1, 5), default=1, show_default=True, help="Links: 2 joins links of links.")
@what_to_scan
@how_to_run
@as_json
def links(**options: Any) -> None:
    """Find clusters over links other than distance: who shares a dormitory or bus, or a territory.

    Every place of the study has a row in the file of links, one more for each further link, and a blank link if it
    shares nothing. Nothing is stored. docs/scan.md tells of statistic and p-values.
    """
    from qianshao.surveillance.commands.links_run import run  # Numba is loaded for this command only

    shown = run(options)
    if options["as_json"]:
        print_json(shown.as_dict())
    else:
        shown.echo()

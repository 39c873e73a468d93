from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.briefing.day import actions
from qianshao.briefing.day.rules import outlines as rules
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json
from qianshao.registry import queries as registry


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--source", default="", help="Where the outlines come from, and as of when.")
@click.option("--field", default="", help="The property with the code of the division, if it has an unusual name.")
@click.option("--remove", is_flag=True, help="Take away the outlines that are there.")
@as_json
def outlines(file: Path | None, source: str, field: str, remove: bool, as_json: bool) -> None:
    """Outlines of townships for the map of the day, from a GeoJSON file, in place of those loaded before.

    Codes have 6, 9 or 12 digits and stand in a property "code", "adcode", "township_code" or "id". The file must use
    the same coordinates as the workplaces (WGS 84, or all of them GCJ-02).
    """
    by = {"actor": system("outlines"), "via": Via.SHELL, "at": clock.now()}
    if remove or file is None:
        if not remove:
            raise click.UsageError(_("Name a GeoJSON file, or say --remove."))
        actions.remove_outlines(**by)  # type: ignore[arg-type]
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("text.encoding", position=error.start) from None
    found = rules.read(text, field)
    actions.keep_outlines(found, source=source or file.name, **by)  # type: ignore[arg-type]
    known = registry.known_divisions()
    unknown = sorted({one.code for one in found if one.code not in known})
    if as_json:
        print_json({"outlines": len(found), "unknown": unknown})
        return
    click.echo(_("{count} outlines are loaded.").format(count=len(found)))
    if unknown:
        click.echo(_("No division has these codes: {codes}.").format(codes=", ".join(unknown[:20])))

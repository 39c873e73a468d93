"""Exchange with other programs for coding, by REFI-QDA."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.assessment import actions
from qianshao.assessment.queries import exchange
from qianshao.assessment.rules.coding import refi
from qianshao.assessment.rules.coding.refi import CodeEntry
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.shell import as_json, print_json
from qianshao.policy import codebook
from qianshao.registry.scope import EVERYTHING

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--out", type=OUT, required=True, help="Where the .qdpx is written.")
def export(numbers: tuple[str, ...], out: Path) -> None:
    """Write interviews by their NUMBERs with all codes as a REFI-QDA project (.qdpx).

    It can be opened with NVivo, ATLAS.ti, MAXQDA or QualCoder. It names the accounts of those who coded.
    """
    found = exchange.project(EVERYTHING, numbers, codebook.in_force(), get_language())
    out.write_bytes(refi.write(found))
    count = sum(len(one.coded) for source in found.sources for one in source.selections)
    click.echo(_("{count} codes in {file}.").format(count=count, file=out))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def take(file: Path, as_json: bool) -> None:
    """Take in a REFI-QDA project (.qdpx): its texts become interviews, its codes come to stand at their turns.

    What this program has no place for is named and left out; keep the file.
    """
    project = refi.read(file.read_bytes())
    taken = actions.take(project, codebook.in_force(), actor=system("shell"), via=Via.SHELL, at=clock.now())
    if as_json:
        print_json(asdict(taken))
        return
    click.echo(_("{count} codes taken in, {there} were here already.").format(count=taken.codings, there=taken.there))
    for where in taken.outside:
        click.echo(_("Left out: {where} lies in no turn, or in several.").format(where=where))
    for name, count in taken.unknown:
        click.echo(_("Left out: {name} ({count})").format(name=name, count=count))


@click.command("codebook-export")
@click.option("--out", type=OUT, required=True, help="Where the .qdc is written.")
def export_codebook(out: Path) -> None:
    """Write the codebook as a REFI-QDA codebook (.qdc)."""
    book, language = codebook.in_force(), get_language()
    entries = [
        CodeEntry(refi.guid("code", one.code), one.code, f"{one.name(language)}: {one.definition(language)}")
        for one in book.codes.values()
    ]
    out.write_bytes(refi.write_codebook(entries))
    click.echo(_("{count} codes in {file}.").format(count=len(entries), file=out))


commands: list[click.Command] = [export, take, export_codebook]

"""Loading divisions: the shipped set, and newer ones from a folder of CSV files."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from django.db import transaction

from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.batches import batches
from qianshao.core.problems import Problem
from qianshao.core.shell import as_json, print_json, progress
from qianshao.registry import actions, queries
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.rules import divisions as rules
from qianshao.registry.rules.divisions import Division, Plan
from qianshao.registry.scope import EVERYTHING

SHIPPED = Path(__file__).resolve().parent.parent / "divisions"
SHIPPED_SOURCE = "国家统计局 统计用区划代码 2023 (china-division 2.7.0)"


def _as_it_is(content: bytes) -> bytes:
    return content


UNPACK: dict[str, Callable[[bytes], bytes]] = {".csv": _as_it_is, ".gz": gzip.decompress, ".xz": lzma.decompress}
SHOWN = 20
"""Lines of each kind that people are shown; --json gives all."""

folder = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


def load_shipped_divisions() -> None:
    """The divisions that travel with the program. Once applied, a set is known by its fingerprint."""
    files = _files(SHIPPED)
    fingerprint = _fingerprint([*files, SHIPPED / "dates.csv"])
    if queries.set_is_applied(fingerprint):
        return
    first = not Territory.objects.exists()
    plan = _plan(files)
    actions.apply_divisions(
        plan=plan,
        source=SHIPPED_SOURCE,
        fingerprint=fingerprint,
        on=None if first else clock.today(),
        dates=rules.read_dates((SHIPPED / "dates.csv").read_text(encoding="utf-8")),
        actor=system("divisions"),
        via=Via.SHELL,
        at=clock.now(),
        watch=_bar,
    )


def _bar(batches: Sequence[Sequence[Division]]) -> Iterable[Sequence[Division]]:
    return progress(batches, label="divisions", total=len(batches))


def _files(place: Path) -> list[Path]:
    found = [path for path in sorted(place.iterdir()) if path.suffix in UNPACK and rules.kind_of(path.name)]
    if not found:
        raise Problem("divisions.none", files=", ".join(f"{name}.csv" for name in rules.LENGTHS))
    return found


def _fingerprint(files: Iterable[Path]) -> str:
    whole = sha256()
    for path in files:
        whole.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _plan(files: Iterable[Path]) -> Plan:
    texts = {path.name: _text(path) for path in files}
    new, bad = rules.read(texts)
    plan = rules.compare(queries.known_divisions(), new)
    return rules.with_bad(plan, bad)


def _text(path: Path) -> str:
    try:
        return UNPACK[path.suffix](path.read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("text.encoding", field=path.name, position=error.start) from None


# --- commands ---------------------------------------------------------------------------------------------


@click.group()
def divisions() -> None:
    """The statistical divisions: see what a newer set would change, and apply it."""


@divisions.command()
@folder
@as_json
def diff(folder: Path, as_json: bool) -> None:
    """Show what the CSV files in FOLDER would change: provinces, cities, areas, streets, villages*.

    A set may be partial: what it does not cover is left alone.
    """
    _show(_plan(_files(folder)), as_json)


@divisions.command()
@folder
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day from which the set holds; today if left out.")
@click.option("--source", default="", help="Where the set comes from; the folder's name if left out.")
@as_json
def apply(folder: Path, on: datetime | None, source: str, as_json: bool) -> None:
    """Apply the CSV files in FOLDER. What has vanished is closed on that day, never deleted.

    A set with a bad row is not applied at all: the division that was meant would count as vanished.
    """
    files = _files(folder)
    with transaction.atomic():
        plan = _plan(files)
        if plan.changes and not plan.bad:
            actions.apply_divisions(
                plan=plan,
                source=source or folder.resolve().name,
                fingerprint=_fingerprint(files),
                on=on.date() if on else clock.today(),
                actor=system("shell"),
                via=Via.SHELL,
                at=clock.now(),
                watch=_bar,
            )
    _show(plan, as_json)
    if plan.bad:
        raise SystemExit(1)


def _show(plan: Plan, as_json: bool) -> None:
    gone = [one.code for one in plan.vanished]
    stranded = sum(Workplace.objects.filter(territory__in=some, closed_on=None).count() for some in batches(gone))
    if as_json:
        print_json({**_as_dict(plan), "workplaces_in_vanished": stranded})
        return
    for heading, lines in _as_lines(plan).items():
        if lines:
            click.echo(f"{heading}: {len(lines):,}")
            click.echo("".join(f"  {line}\n" for line in lines[:SHOWN]), nl=False)
            if len(lines) > SHOWN:
                click.echo(f"  … and {len(lines) - SHOWN:,} more (all of them with --json)")
    click.echo(f"unchanged: {plan.unchanged:,}; not covered by this set, left alone: {plan.not_covered:,}")
    if stranded:
        click.echo(f"{stranded:,} workplaces lie in divisions that vanish without a successor. Enter their place anew.")


def _as_lines(plan: Plan) -> dict[str, list[str]]:
    return {
        "added": [f"{one.code} {one.name}" for one in plan.added],
        "reopened": [f"{one.code} {one.name}" for one in plan.reopened],
        "renamed": [f"{code} {before} → {after}" for code, before, after in plan.renamed],
        "moved": [f"{old} → {new.code} {new.name}" for old, new in plan.moved],
        "vanished": [f"{one.code} {one.name}" for one in plan.vanished],
        "bad rows": [f"{row.file}, line {row.line}: {row.problem.sentence}" for row in plan.bad],
    }


def _as_dict(plan: Plan) -> dict[str, Any]:
    return {
        "added": [{"code": one.code, "name": one.name} for one in plan.added],
        "reopened": [{"code": one.code, "name": one.name} for one in plan.reopened],
        "renamed": [{"code": code, "from": before, "to": after} for code, before, after in plan.renamed],
        "moved": [{"from": old, "to": new.code, "name": new.name} for old, new in plan.moved],
        "vanished": [{"code": one.code, "name": one.name} for one in plan.vanished],
        "bad_rows": [
            {"file": row.file, "line": row.line, "column": row.problem.field, **row.problem.as_dict()}
            for row in plan.bad
        ],
        "unchanged": plan.unchanged,
        "not_covered": plan.not_covered,
    }


@click.group()
def area() -> None:
    """Places that are no division, such as industrial parks."""


@area.command("add")
@click.argument("name")
@click.option("--territory", "territories", multiple=True, required=True, help="Code of a division it lies in; repeat.")
@click.option("--source", required=True, help="Who says so.")
@click.option("--kind", default="industrial_park", show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@as_json
def add_area(
    name: str, territories: tuple[str, ...], source: str, kind: str, since: datetime | None, as_json: bool
) -> None:
    """Enter an area by NAME; it may overlap several divisions."""
    since_day: date | None = since.date() if since else None
    made = actions.add_area(
        scope=EVERYTHING,
        name=name,
        territories=territories,
        source=source,
        kind=kind,
        since=since_day,
        actor=system("shell"),
        via=Via.SHELL,
        at=clock.now(),
    )
    if as_json:
        print_json({"id": made.pk, "name": made.name, "territories": list(territories), "source": source})
    else:
        click.echo(f"{made.name}: entered, in {', '.join(territories)}.")

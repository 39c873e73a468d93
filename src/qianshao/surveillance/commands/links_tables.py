"""The file of what places share, or of the territories that they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qianshao.core.problems import Problem
from qianshao.surveillance.commands.scan_tables import Places, open_table


@dataclass(frozen=True, slots=True)
class Linked:
    """``pairs``: place and link, or place and code."""

    places: Places
    pairs: list[tuple[str, str]]


def read_links(path: Path, column: str) -> Linked:
    """Every place of the study has a row, and one more for each further link. A place that shares nothing has a blank
    link; a code may not be blank, and a place has one."""
    file = open_table(path, ("place", column))
    at: dict[str, tuple[float, float]] = {}
    pairs: dict[tuple[str, str], int] = {}
    code_of: dict[str, tuple[str, int]] = {}
    for row in file.each():
        name, link = row.text("place"), row.text(column) if column == "code" else row.cells[column]
        if column == "code" and name in code_of and code_of[name][0] != link:
            row.fail("scan.place_twice", "place", first=code_of[name][1])
        code_of.setdefault(name, (link, row.line))
        at[name] = (0.0, 0.0)
        if link:
            pairs.setdefault((name, link), row.line)
    file.done()
    if len(at) < 2:
        raise Problem("scan.one_place", file=file.name)
    return Linked(Places(file.name, False, at), list(pairs))

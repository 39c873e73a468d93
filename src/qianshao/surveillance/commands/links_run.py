"""One scan over links or over a tree of territories, from files to an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qianshao.core.problems import Problem
from qianshao.detection import scan as library
from qianshao.surveillance.commands.links_tables import Linked, read_links
from qianshao.surveillance.commands.scan_answer import Answer, answer
from qianshao.surveillance.commands.scan_arrays import without_coordinates
from qianshao.surveillance.commands.scan_run import check, notes_on, trial, windows_of
from qianshao.surveillance.commands.scan_tables import read_cases, read_population


def run(options: dict[str, Any]) -> Answer:
    """``options``: those of the command."""
    start, end, people = options["start"].date(), options["end"].date(), options["population_file"]
    check(options["model"], people, start, end)
    tree = options["tree_file"]
    if (tree is None) == (options["links_file"] is None):
        raise Problem("scan.links_or_tree")
    linked = read_links(tree, "code") if tree else read_links(options["links_file"], "link")
    cases = read_cases(options["cases_file"], linked.places, start, end)
    population = read_population(people, linked.places, cases) if people else None
    bounds = library.boundaries(start, end, options["interval"])
    given, of = without_coordinates(linked.places, cases, population, bounds)
    zones = _sets(linked, of, options)
    given = replace(given, zones=zones.names)
    with trial(options) as how:
        found = library.scan_sets(
            given.counts,
            zones,
            given.baseline,
            windows_of(given, options),
            share=options["max_share"],
            trial=how,
            prospective=options["analysis"] == "prospective",
        )
    return answer(given, found, interval=options["interval"], notes=notes_on(given, cases))


def _sets(linked: Linked, of: dict[str, int], options: dict[str, Any]) -> library.Sets:
    if options["tree_file"]:
        codes = dict(linked.pairs)
        zones = library.by_prefix([codes[name] for name in of], _lengths(options["lengths"]))
    else:
        zones = library.linked([(of[place], link) for place, link in linked.pairs], len(of), reach=options["reach"])
    if not zones.names:
        raise Problem("scan.no_sets", file=linked.places.file)
    return zones


def _lengths(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= 64 for part in parts):
        raise Problem("scan.lengths", value=text)
    return sorted({int(part) for part in parts})

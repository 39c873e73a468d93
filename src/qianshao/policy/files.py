"""Every policy file and how it is read, so that one command can check them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from qianshao.policy import (
    appraisal,
    basis,
    checkreading,
    clusters,
    codebook,
    costs,
    coverage,
    forms,
    inspections,
    letters,
    loading,
    notices,
    releases,
    reporting,
    restarts,
    retaliation,
    rolls,
    supplies,
    surveillance,
)

Parser = Callable[..., object]
FOLDERS = ("checklists", "forms")
PARSERS: dict[str, Parser] = {
    "appraisal.toml": appraisal.parse,
    "basis.toml": basis.parse,
    "clusters.toml": clusters.parse,
    "codebook.toml": codebook.parse,
    "costs.toml": costs.parse,
    "coverage.toml": coverage.parse,
    "inspections.toml": inspections.parse,
    "letters.toml": letters.parse,
    "notices.toml": notices.parse,
    "releases.toml": releases.parse,
    "reporting.toml": reporting.parse,
    "restarts.toml": restarts.parse,
    "retaliation.toml": retaliation.parse,
    "rolls.toml": rolls.parse,
    "supplies.toml": supplies.parse,
    "surveillance.toml": surveillance.parse,
}
"""By name; any other file holds categories of dangers."""


def in_force() -> list[Path]:
    """The shipped files, and the federation's own where there are any."""
    return [*_files(loading.SHIPPED), *_files(Path(settings.POLICY))]


def _files(folder: Path) -> Iterator[Path]:
    for place in (folder, *(folder / name for name in FOLDERS)):
        yield from sorted(place.glob("*.toml"))


def check(path: Path) -> None:
    """:class:`PolicyError` with all that does not hold."""
    shipped = loading.SHIPPED in path.parents
    source = str(path.relative_to(loading.SHIPPED)) if shipped else str(path)
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "checklists":
        checkreading.parse(text, source=source, code=path.stem)
    elif path.parent.name == "forms":
        forms.parse(text, source=source)
    elif path.name in PARSERS:
        PARSERS[path.name](text, source=source)
    elif shipped:
        loading.parse(text, source=source)
    else:
        loading.parse_own(text, source=source)

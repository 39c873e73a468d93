"""Everything that can go wrong for a person, in one catalogue; a module for each part of the program.

An entry is: code, HTTP status, and a sentence that says what was wrong, where, and what to do. Sentences are
translated; ``{name}`` is filled with the values given to :class:`Problem`. A test walks the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from qianshao.core.problems import (
    accounts,
    arriving,
    assessment,
    briefing,
    casework,
    intake,
    letters,
    program,
    registry,
    resumption,
    sealing,
    simulation,
    surveillance,
)
from qianshao.core.problems.kind import Kind

T = TypeVar("T")

CATALOGUE: dict[str, Kind] = {
    **arriving.KINDS,
    **accounts.KINDS,
    **registry.KINDS,
    **intake.KINDS,
    **casework.KINDS,
    **sealing.KINDS,
    **letters.KINDS,
    **resumption.KINDS,
    **surveillance.KINDS,
    **simulation.KINDS,
    **assessment.KINDS,
    **briefing.KINDS,
    **program.KINDS,
}


class Problem(Exception):
    """One thing that is wrong, for the person who reads it."""

    def __init__(self, code: str, *, field: str = "", **values: Any) -> None:
        self.kind = CATALOGUE[code]
        self.code, self.field, self.values = code, field, values
        super().__init__(code)

    @property
    def status(self) -> int:
        return self.kind.status

    @property
    def sentence(self) -> str:
        from django.utils.translation import gettext  # rules raise problems, and know no Django

        return gettext(self.kind.sentence).format_map(_Shown(self.values))

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "field": self.field, "message": self.sentence}


class Problems(Exception):
    """Several things that are wrong with one submission; all are said at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))

    @property
    def status(self) -> int:
        return max(problem.status for problem in self.problems)


class _Shown(dict[str, Any]):
    """What a person typed is repeated, but not without end."""

    def __getitem__(self, key: str) -> str:
        text = str(super().__getitem__(key))
        return text if len(text) <= 60 else text[:57] + "…"

    def __missing__(self, key: str) -> str:
        return "…"


def raise_all(problems: list[Problem]) -> None:
    """Nothing when the list is empty; one alone as itself; else all together."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(problems)


def or_not_found(thing: T | None) -> T:
    """What was found. What a Scope does not cover is as unknown as what does not exist."""
    if thing is None:
        raise Problem("not_found")
    return thing

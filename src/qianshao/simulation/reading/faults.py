from __future__ import annotations

import re


class ScenarioError(Exception):
    """Something in a scenario file that a person has to correct. ``others`` follow in the same file."""

    def __init__(self, source: str, line: int, key: str, what: str, others: tuple[ScenarioError, ...] = ()) -> None:
        self.source, self.line, self.key, self.what, self.others = source, line, key, what, others
        super().__init__(f"{source}:{line} {key}: {what}")

    def sentences(self) -> list[str]:
        return [str(one) for one in (self, *self.others)]


HEADING = re.compile(r"^\s*\[\s*([A-Za-z0-9_.\-\"]+)\s*\]")
KEY = re.compile(r'^\s*"?([A-Za-z0-9_-]+)"?\s*=')


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and key of a TOML file: ``course`` and ``course.incubation``."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := HEADING.match(line):
            table = heading.group(1).replace('"', "")
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found.setdefault(f"{table}.{key.group(1)}".lstrip("."), number)
    return found


class Faults:
    """Noted one after the other, so that one correction of the file is enough."""

    def __init__(self, text: str, source: str) -> None:
        self.source, self.lines = source, lines_of(text)
        self.errors: list[ScenarioError] = []

    def add(self, key: str, what: str) -> None:
        parent = key
        while parent and parent not in self.lines:
            parent = parent.rpartition(".")[0]
        self.errors.append(ScenarioError(self.source, self.lines.get(parent, 1), key or "[…]", what))

    def raise_first(self) -> None:
        if self.errors:
            first, *others = sorted(self.errors, key=lambda error: error.line)
            raise ScenarioError(first.source, first.line, first.key, first.what, tuple(others))

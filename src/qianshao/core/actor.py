"""Who does something, and through which door. Plain values, so that rules and tests need no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Via(StrEnum):
    """The door through which something came in."""

    WEB = "web"
    API = "api"
    SHELL = "shell"
    WORKER = "worker"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (by number, never by name), the program itself, or somebody who gave no name."""

    kind: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else self.kind

    @property
    def person_id(self) -> int | None:
        return int(self.key) if self.kind == "person" else None


ANONYMOUS = Actor("anonymous")


def person(number: int) -> Actor:
    return Actor("person", str(number))


def system(part: str) -> Actor:
    return Actor("system", part)

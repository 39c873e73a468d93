"""What a codebook is made of: codes, the patterns by which they are proposed, and examples."""

from __future__ import annotations

from dataclasses import dataclass

from qianshao.policy.words import told

SPEECH = ("body", "asker", "any")
NATURES = ("political", "advanced", "mass")


@dataclass(frozen=True, slots=True)
class Rule:
    """``when``: patterns, one of which has to fit in a sentence; ``unless``: those that then must not."""

    says: str
    when: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """From a turn of an interview, or ``made`` for the book."""

    text: str
    interview: str
    turn: int
    made: bool


@dataclass(frozen=True, slots=True)
class Code:
    """The keys of ``shipped/codebook.toml``, where each is explained."""

    code: str
    names: dict[str, str]
    definitions: dict[str, str]
    of: str
    official: tuple[str, ...]
    interviewer: tuple[str, ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    counter: tuple[Example, ...]

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def definition(self, language: str | None) -> str:
        return told(self.definitions, language)


@dataclass(frozen=True, slots=True)
class Codebook:
    """``version``: the fingerprint of its text; a coding keeps the one under which it was made. ``promise_days``: so
    many working days after an interview what was undertaken in it is asked about."""

    codes: dict[str, Code]
    version: str
    promise_days: int

    def named(self, text: str) -> str:
        """The code with this name in any language, or ""."""
        wanted = text.strip().lower()
        names = ((code, name) for code, one in self.codes.items() for name in (code, *one.names.values()))
        return next((code for code, name in names if name.lower() == wanted), "")


def terms(pattern: str) -> list[tuple[str, ...]]:
    """The words of a pattern, position by position: "我|我们 … 汇报" is [(我, 我们), (汇报,)]."""
    return [tuple(filter(None, map(str.strip, part.split("|")))) for part in pattern.split("…")]

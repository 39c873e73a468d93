"""Categories and their ladders, read from the tree of a TOML file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from qianshao.policy.faults import PolicyError, raise_first
from qianshao.policy.ladder import Asked, Category, Instrument, Proposal, Rung, Term, UnderOrder, Who
from qianshao.policy.places import Places
from qianshao.policy.words import LANGUAGES

KEYS = frozenset({"name", "severity", "ladder", "follow_up", "basis", "workers_may_report", "under_order", "demand"})
TERMS = ("hours", "days", "working_days")
RUNG_KEYS = frozenset({"who", "otherwise", "do", "letters", "refer", "propose", *TERMS})
EXAMPLE = '{ who = "district", hours = 4 } or { who = "city", working_days = 2 }'
LONGEST_CODE = 40
LONGEST_TERM = 10_000
"""In hours or days: beyond it a number is taken for a slip, and no date is computed outside the calendar."""

LEAST_PERCENT = 10

Word = TypeVar("Word", bound=StrEnum)


class Reader:
    """Notes everything that does not hold and goes on, so that one correction of the file is enough."""

    def __init__(self, text: str, source: str) -> None:
        self.places, self.source = Places(text), source
        self.errors: list[PolicyError] = []

    def fail(self, code: str, key: str, what: str, *, item: int | None = None, inner: str = "") -> None:
        line = self.places.line(code, key, item, inner)
        self.errors.append(PolicyError(self.source, line, ".".join(filter(None, (code, key))) or "[…]", what))

    def raise_all(self) -> None:
        raise_first(self.errors)

    def category(self, code: str, entry: Any) -> Category | None:
        """None when something in it does not hold; what that is has been noted, all of it."""
        if not isinstance(entry, dict):
            self.fail("", code, "must be a table: [name_of_category]")
            return None
        before = len(self.errors)
        if not (code.isascii() and code.isidentifier() and code == code.lower()) or len(code) > LONGEST_CODE:
            self.fail(code, "", f"a category is named by at most {LONGEST_CODE} small letters, digits and underscores")
        for key in sorted(set(entry) - KEYS):
            self.fail(code, key, f"is not a key of a category; there are {', '.join(sorted(KEYS))}")
        category = Category(
            code=code,
            names=self.names(code, entry.get("name")),
            severity=self.severity(code, entry.get("severity")),
            ladder=self.ladder(code, entry.get("ladder")),
            follow_up=self.term(code, "follow_up", entry.get("follow_up")),
            basis=self.basis(code, entry.get("basis")),
            workers_may_report=self.yes_no(code, "workers_may_report", entry.get("workers_may_report", True)),
            under_order=self.under_order(code, entry.get("under_order", {})),
            demand=self.demand(code, entry.get("demand")),
        )
        return category if len(self.errors) == before else None

    # --- the keys of a category ------------------------------------------------------------------------

    def names(self, code: str, given: Any) -> dict[str, str]:
        if not _in_each_language(given):
            self.fail(code, "name", f"must give a name in each of {', '.join(LANGUAGES)}")
            return {}
        return dict(given)

    def severity(self, code: str, given: Any) -> int:
        if type(given) is int and given in (1, 2, 3):
            return given
        self.fail(code, "severity", "must be 1 (gravest), 2 or 3")
        return 3

    def basis(self, code: str, given: Any) -> str:
        if not _is_text(given):
            self.fail(code, "basis", "must say on what it rests")
        return str(given)

    def demand(self, code: str, given: Any) -> dict[str, str]:
        if given is None or _in_each_language(given):
            return dict(given or {})
        self.fail(code, "demand", f"must be a text in each of {', '.join(LANGUAGES)}, or left out")
        return {}

    def yes_no(self, code: str, key: str, given: Any) -> bool:
        if not isinstance(given, bool):
            self.fail(code, key, "must be true or false")
        return bool(given)

    def under_order(self, code: str, given: Any) -> UnderOrder:
        entry = given if isinstance(given, dict) else {"": given}
        first, percent = entry.get("first", True), entry.get("percent", 100)
        right = type(percent) is int and LEAST_PERCENT <= percent <= 100 and isinstance(first, bool)
        if set(entry) - {"first", "percent"} or not right:
            what = f"is {{ first = true or false, percent = {LEAST_PERCENT} to 100 }}: does the body of an order come"
            self.fail(code, "under_order", f"{what} first, and to how much are the terms shortened")
            return UnderOrder()
        return UnderOrder(first, percent)

    # --- its ladder ------------------------------------------------------------------------------------

    def ladder(self, code: str, given: Any) -> tuple[Rung, ...]:
        if not isinstance(given, list) or not given:
            self.fail(code, "ladder", "must be a list with at least one rung")
            return ()
        rungs = [self.rung(code, item, number) for number, item in enumerate(given)]
        self.check_order(code, [rung.who if rung else None for rung in rungs])
        return tuple(filter(None, rungs))

    def rung(self, code: str, given: Any, number: int) -> Rung | None:
        if not isinstance(given, dict):
            self.fail(code, "ladder", f"a rung is {EXAMPLE}", item=number)
            return None
        if unknown := sorted(set(given) - RUNG_KEYS):
            known = f"it has {', '.join(sorted(RUNG_KEYS))}; at the least {EXAMPLE}"
            self.fail(code, "ladder", f"a rung has no {unknown[0]}; {known}", item=number, inner=unknown[0])
            return None
        if given.get("who") not in tuple(Who):
            who = f"who must be one of {', '.join(Who)}, not {given.get('who')!r}"
            self.fail(code, "ladder", who, item=number, inner="who")
            return None
        return Rung(
            who=Who(given["who"]),
            term=self.term(code, "ladder", given, item=number),
            otherwise=self.otherwise(code, given, number),
            duty=self.duty(code, given.get("do"), number),
            letters=self.words(code, given, "letters", Instrument, number),
            refer=self.words(code, given, "refer", Asked, number),
            propose=self.words(code, given, "propose", Proposal, number),
        )

    def otherwise(self, code: str, given: dict[str, Any], number: int) -> Who | None:
        stands_in = given.get("otherwise")
        if stands_in is None:
            return None
        levels = [who for who in Who if who is not Who.AFFILIATED]
        if given["who"] != Who.AFFILIATED or stands_in not in levels:
            what = f"otherwise stands beside who = {Who.AFFILIATED.value!r} only, and is one of {', '.join(levels)}"
            self.fail(code, "ladder", what, item=number, inner="otherwise")
            return None
        return Who(stands_in)

    def duty(self, code: str, given: Any, number: int) -> dict[str, str]:
        if given is not None and not _in_each_language(given):
            what = f"do must say what has to be done in each of {', '.join(LANGUAGES)}"
            self.fail(code, "ladder", what, item=number, inner="do")
            return {}
        return dict(given or {})

    def words(self, code: str, given: dict[str, Any], key: str, kind: type[Word], number: int) -> tuple[Word, ...]:
        """A list of known words, each once."""
        listed = given.get(key, [])
        known: Sequence[str] = tuple(kind)
        if not isinstance(listed, list) or any(one not in known for one in listed) or len(set(listed)) != len(listed):
            what = f"{key} is a list of {', '.join(known)}, each at most once"
            self.fail(code, "ladder", what, item=number, inner=key)
            return ()
        return tuple(kind(one) for one in listed)

    def check_order(self, code: str, rungs: list[Who | None]) -> None:
        """A case only ever moves up: no body twice, and no federation after a higher one."""
        order = list(Who)
        seen: list[Who] = []
        for number, who in enumerate(rungs):
            if who in seen:
                self.fail(code, "ladder", f"{who} stands on the ladder twice", item=number, inner="who")
            elif who and who is not Who.AFFILIATED and any(order.index(who) < order.index(one) for one in seen):
                what = f"{who} comes after a higher level; a case only moves up"
                self.fail(code, "ladder", what, item=number, inner="who")
            seen += [who] if who else []

    def term(self, code: str, key: str, given: Any, *, item: int | None = None) -> Term:
        entry = given if isinstance(given, dict) else {}
        if key == "follow_up" and (unknown := sorted(set(entry) - set(TERMS))):
            self.fail(code, key, f"has no {unknown[0]}; it is one of {', '.join(TERMS)}, for example {{ hours = 24 }}")
            return Term(hours=1)
        spans = {name: entry[name] for name in TERMS if name in entry}
        if len(spans) == 1 and all(_is_span(name, span) for name, span in spans.items()):
            return Term(**spans)
        inner = next((name for name in spans if not _is_span(name, spans[name])), next(iter(spans), ""))
        what = f"needs one of {', '.join(TERMS)}, above 0 and at most {LONGEST_TERM}; days are whole"
        self.fail(code, key, what, item=item, inner=inner)
        return Term(hours=1)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _in_each_language(given: Any) -> bool:
    return isinstance(given, dict) and set(LANGUAGES) <= set(given) and all(map(_is_text, given.values()))


def _is_span(name: str, value: Any) -> bool:
    """Neither a truth value, nor zero or less, nor one of TOML's nan and inf."""
    kinds = (int, float) if name == "hours" else (int,)
    return type(value) in kinds and 0 < value <= LONGEST_TERM

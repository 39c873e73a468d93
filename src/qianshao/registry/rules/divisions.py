"""Sets of divisions: read from CSV files, and compared with what is known.

Five kinds of file, one for each level. A set may lack files, or hold a part of the country only; what it does
not cover is left alone.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qianshao.core.problems import Problem

LENGTHS = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9, "villages": 12}
"""How a file's name begins, and the digits of its codes: the significant ones only."""

LEVELS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
PARENT_LENGTH = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
ABOVE = {"provinceCode": 2, "cityCode": 4, "areaCode": 6, "streetCode": 9}
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Division:
    """``file`` and ``line`` say where it was read, for telling what is wrong with it."""

    code: str
    name: str
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def level(self) -> int:
        return LEVELS[len(self.code)]

    @property
    def parent(self) -> str:
        return parent_of(self.code)


@dataclass(frozen=True, slots=True)
class BadRow:
    file: str
    line: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Known:
    """A division as the registry has it."""

    name: str
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set would change. ``moved`` are pairs of codes of one division; both stand in neither other list.

    ``not_covered`` counts divisions in force of which the set says nothing.
    """

    added: tuple[Division, ...] = ()
    reopened: tuple[Division, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    moved: tuple[tuple[str, Division], ...] = ()
    vanished: tuple[Division, ...] = ()
    bad: tuple[BadRow, ...] = ()
    unchanged: int = 0
    not_covered: int = 0

    @property
    def changes(self) -> int:
        return sum(map(len, (self.added, self.reopened, self.renamed, self.moved, self.vanished)))


def parent_of(code: str) -> str:
    return code[: PARENT_LENGTH[len(code)]]


def significant(text: str, known: Iterable[str] = ()) -> str:
    """A code as it is kept, from one that may be padded with zeros to 6, 9 or 12 digits.

    Padding is ambiguous where a division ends in zeros itself (441900 is the one district of 4419): among those
    ``known``, the longest.
    """
    shorter = [text] + [text[:n] for n in (9, 6, 4, 2) if n < len(text) and not text[n:].strip("0")]
    fitting = [code for code in shorter if len(code) in LEVELS]
    return next((code for code in fitting if code in known), fitting[-1] if fitting else text)


# --- reading ----------------------------------------------------------------------------------------------


def kind_of(file: str) -> str | None:
    """Which level a file holds, by the beginning of its name: villages-chongqing.csv holds villages."""
    stem = file.split(".")[0]
    return next((kind for kind in LENGTHS if stem == kind or stem.startswith(kind + "-")), None)


def read(files: Mapping[str, str]) -> tuple[list[Division], list[BadRow]]:
    """All rows of a set, from the province down; a bad row is told and left out."""
    found: list[Division] = []
    bad: list[BadRow] = []
    lines: dict[str, int] = {}
    for file in sorted(files, key=lambda name: LENGTHS[kind_of(name) or "villages"]):
        for line, row in _rows(files[file]):
            try:
                division = _division(row, LENGTHS[kind_of(file) or ""], file, line)
                if division.code in lines:
                    raise Problem("divisions.twice", field="code", value=division.code, line=lines[division.code])
            except Problem as problem:
                bad.append(BadRow(file, line, problem))
            else:
                lines[division.code] = line
                found.append(division)
    return found, bad


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    for row in reader:
        yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}


def _division(row: Mapping[str, str], digits: int, file: str, line: int) -> Division:
    code, name = row.get("code", ""), row.get("name", "")
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        raise Problem("divisions.code", field="code", value=code, digits=digits)
    if not name:
        raise Problem("field.missing", field="name", label="name")
    if len(name) > LONGEST_NAME:
        raise Problem("field.too_long", field="name", value=name, limit=LONGEST_NAME)
    for column, length in ABOVE.items():
        if (above := row.get(column)) and length < digits and code[:length] != above:
            raise Problem("divisions.parent", field=column, value=code, parent=above)
    return Division(code, name, file, line)


# --- comparing --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Comparison:
    known: Mapping[str, Known]
    new: dict[str, Division]
    named: set[str] = field(default_factory=set)
    """Codes under which the set names at least one division."""
    levels_of_province: set[tuple[str, int]] = field(default_factory=set)


def compare(known: Mapping[str, Known], new: Sequence[Division]) -> Plan:
    """What becomes of what is known when this set takes its place."""
    rows, bad = _without_orphans(known, new)
    set_ = _Comparison(known, rows)
    set_.named = {division.parent for division in rows.values()}
    set_.levels_of_province = {(division.code[:2], division.level) for division in rows.values()}
    gone = _vanished(set_)
    fresh = [row for code, row in rows.items() if code not in known]
    moves = _moves(known, gone, fresh)
    arrived = {division.code for division in moves.values()}
    in_force = {code for code, one in known.items() if one.in_force}
    renamed = [(code, known[code].name, row.name) for code, row in rows.items() if code in known]
    return Plan(
        added=tuple(row for row in fresh if row.code not in arrived),
        reopened=tuple(row for code, row in rows.items() if code in known and not known[code].in_force),
        renamed=tuple(one for one in renamed if one[1] != one[2]),
        moved=tuple(moves.items()),
        vanished=tuple(Division(code, known[code].name) for code in gone if code not in moves),
        bad=tuple(bad),
        unchanged=sum(before == after and code in in_force for code, before, after in renamed),
        not_covered=len(in_force - rows.keys() - set(gone)),
    )


def with_bad(plan: Plan, bad: Sequence[BadRow]) -> Plan:
    """The plan, with the rows that could not be read told beside those that fit nowhere."""
    return replace(plan, bad=(*bad, *plan.bad))


def _without_orphans(known: Mapping[str, Known], new: Sequence[Division]) -> tuple[dict[str, Division], list[BadRow]]:
    rows: dict[str, Division] = {}
    bad: list[BadRow] = []
    for row in sorted(new, key=lambda one: (len(one.code), one.code)):
        above = known.get(row.parent)
        if row.parent and row.parent not in rows and not (above and above.in_force):
            problem = Problem("divisions.orphan", field="code", value=row.code, parent=row.parent)
            bad.append(BadRow(row.file, row.line, problem))
        else:
            rows[row.code] = row
    return rows, bad


def _vanished(set_: _Comparison) -> list[str]:
    """Codes in force that the set covers and does not name, from the province down."""
    gone: set[str] = set()
    order = sorted((code for code, one in set_.known.items() if one.in_force), key=lambda code: (len(code), code))
    provinces = [code for code in order if len(code) == 2]
    country = 2 * sum(code in set_.new for code in provinces) >= len(provinces)
    for code in order:
        if code not in set_.new and _covers(set_, code, gone, country=country):
            gone.add(code)
    return [code for code in order if code in gone]


def _covers(set_: _Comparison, code: str, gone: set[str], *, country: bool) -> bool:
    """A set that names a sibling would have named this one too. Provinces never go but from a set of the country."""
    if len(code) == 2:
        return country and "" in set_.named
    parent = parent_of(code)
    if parent in gone:
        return (code[:2], LEVELS[len(code)]) in set_.levels_of_province
    return parent in set_.named


def _moves(known: Mapping[str, Known], gone: Sequence[str], fresh: Sequence[Division]) -> dict[str, Division]:
    """Codes that vanish and divisions that appear, where they are one and the same.

    The same name under the same parent, or under the code that the parent has moved to; or, from the township up,
    a name that vanishes once and appears once in the province.
    """
    arriving: dict[tuple[int, str, str], list[Division]] = defaultdict(list)
    for row in fresh:
        for above in {row.parent, row.code[:2]}:
            arriving[row.level, above, row.name].append(row)
    leaving: dict[tuple[int, str, str], int] = defaultdict(int)
    for code in gone:
        for above in {parent_of(code), code[:2]}:
            leaving[LEVELS[len(code)], above, known[code].name] += 1
    return _pair(known, gone, arriving, leaving)


def _pair(
    known: Mapping[str, Known],
    gone: Sequence[str],
    arriving: Mapping[tuple[int, str, str], Sequence[Division]],
    leaving: Mapping[tuple[int, str, str], int],
) -> dict[str, Division]:
    """From the province down, so that children follow a parent that has moved."""
    moves: dict[str, Division] = {}
    taken: set[str] = set()
    for code in gone:
        level, name, parent = LEVELS[len(code)], known[code].name, parent_of(code)
        home = moves[parent].code if parent in moves else parent
        pairs = [(parent, home)] + ([(code[:2], code[:2])] if 1 < level < 5 else [])
        for before, after in pairs:
            there = arriving.get((level, after, name), [])
            if len(there) == 1 and leaving.get((level, before, name)) == 1 and there[0].code not in taken:
                moves[code] = there[0]
                taken.add(there[0].code)
                break
    return moves


# --- dates ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dates:
    """From when (and until when, exclusive) a division and all in it existed, where that is known."""

    code: str
    valid_from: date | None
    valid_until: date | None
    source: str


def read_dates(text: str) -> list[Dates]:
    def day(cell: str) -> date | None:
        return date.fromisoformat(cell) if cell else None

    return [
        Dates(row["code"], day(row["valid_from"]), day(row["valid_until"]), row["source"]) for _, row in _rows(text)
    ]

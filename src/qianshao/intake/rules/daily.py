"""The daily report as plain values: reading the fields, and what in them is a danger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import msgspec

from qianshao.core.problems import Problem, raise_all
from qianshao.intake.rules import words
from qianshao.policy.reporting import Reporting

OF_PEOPLE = (
    "on_duty",
    "returned_from_outside",
    "in_observation",
    "fever",
    "respiratory",
    "suspected",
    "confirmed",
    "asymptomatic",
    "close_contacts",
    "absent_unexplained",
)
OF_THINGS = (
    "masks_in_stock",
    "masks_needed_daily",
    "thermometers",
    "dormitory_rooms_over_limit",
    "isolation_rooms_free",
)
MEASURES = ("disinfected", "entries_measured")
ZERO_WHEN_WELL = (
    "fever",
    "respiratory",
    "suspected",
    "confirmed",
    "asymptomatic",
    "absent_unexplained",
    "dormitory_rooms_over_limit",
)
LARGEST_REMARK = 2000
"""In characters."""


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one source states of one workplace and day. People and things are counted; None is "not stated".

    A struct, as the hot path makes 10,000 of them a second.
    """

    headcount: int
    on_duty: int | None = None
    returned_from_outside: int | None = None
    in_observation: int | None = None
    fever: int | None = None
    respiratory: int | None = None
    suspected: int | None = None
    confirmed: int | None = None
    asymptomatic: int | None = None
    close_contacts: int | None = None
    absent_unexplained: int | None = None
    masks_in_stock: int | None = None
    masks_needed_daily: int | None = None
    thermometers: int | None = None
    dormitory_rooms_over_limit: int | None = None
    isolation_rooms_free: int | None = None
    disinfected: bool | None = None
    entries_measured: bool | None = None
    remarks: str = ""
    named: tuple[str, ...] = ()
    """Categories of danger that the reporter names, beside those that the figures show."""

    def content_hash(self) -> str:
        """The same for the same content, whatever order it arrived in."""
        return sha256(msgspec.json.encode(self)).hexdigest()


STATED = tuple(name for name in Numbers.__struct_fields__ if name != "named")
"""What is written of a report, column by column; the named dangers go with those that the figures show."""

KNOWN = frozenset({*Numbers.__struct_fields__, "all_clear"})
TRUE, FALSE = (True, "true", "on", "yes", "1"), (False, "false", "off", "no", "0")


def read(
    given: Mapping[str, object], policy: Reporting, categories: frozenset[str], *, partial: bool = False
) -> Numbers:
    """The fields of a form or a JSON object. Everything that is wrong is said at once, each by its field.

    ``all_clear`` states the zeros of ``ZERO_WHEN_WELL`` in one word, for fields that are not given. A figure that
    shows a danger counts for more than the word: such a report is taken, and is not all clear. ``partial``: a list that
    asks for other figures than ours, so that what it leaves out says nothing.
    """
    reader = _Reader(given, policy, categories)
    word = reader.take(("all_clear",), reader.yes_no).get("all_clear")
    values: dict[str, Any] = dict.fromkeys(ZERO_WHEN_WELL, 0) if word else {}
    for name in given:
        if name not in KNOWN:
            reader.problems.append(Problem("field.unknown", field=name, label=name))
    for names, reading in (
        (("headcount", *OF_PEOPLE, *OF_THINGS), reader.count),
        (MEASURES, reader.yes_no),
        (("remarks",), reader.remark),
        (("named",), reader.danger_names),
    ):
        values |= reader.take(names, reading)
    if given.get("headcount") in (None, ""):
        reader.problems.append(Problem("field.missing", field="headcount", label="headcount"))
    raise_all(reader.problems + _more_than_all(values))
    numbers = Numbers(**values)
    if not partial:
        _check_it_says_something(numbers, word, policy)
    return numbers


def _check_it_says_something(numbers: Numbers, word: object, policy: Reporting) -> None:
    """All is well only when somebody said so, in one word or in zeros; silence about a figure is no zero."""
    if dangers(numbers, policy):
        return
    if word is False:
        raise Problem("report.nothing_wrong", field="named")
    unsaid = [name for name in ZERO_WHEN_WELL if getattr(numbers, name) is None]
    if not word and unsaid:
        raise Problem("report.says_nothing", field="all_clear", fields=", ".join(unsaid))


class _Reader:
    """Reads field by field and collects what is wrong instead of stopping at it."""

    def __init__(self, given: Mapping[str, object], policy: Reporting, categories: frozenset[str]) -> None:
        self.given, self.policy, self.categories = given, policy, categories
        self.problems: list[Problem] = []

    def take(self, names: Iterable[str], reading: Callable[[object], object]) -> dict[str, object]:
        values = {}
        for name in names:
            if self.given.get(name) in (None, ""):
                continue
            try:
                values[name] = reading(self.given[name])
            except Problem as problem:
                problem.field = name
                self.problems.append(problem)
        return values

    def count(self, value: object) -> int:
        """A whole number; digits from a form are one, full-width ones too; True and 3.5 are none."""
        plain = isinstance(value, str | int) and not isinstance(value, bool)
        text = normalize("NFKC", str(value)).strip()
        digits = text.removeprefix("-")
        if not plain or not (digits.isascii() and digits.isdigit()):
            raise Problem("field.invalid.number", value=text)
        if len(digits) > 18 or (number := int(text)) > self.policy.largest_headcount:
            raise Problem("number.absurd", value=text, limit=self.policy.largest_headcount)
        if number < 0:
            raise Problem("number.negative", value=text)
        return number

    def yes_no(self, value: object) -> bool:
        """Spreadsheets write TRUE."""
        value = value.lower() if isinstance(value, str) else value
        if value in TRUE or value in FALSE:
            return value in TRUE
        raise Problem("field.invalid.yes_no", value=value)

    def remark(self, value: object) -> str:
        return words.tidy(value, limit=LARGEST_REMARK)

    def danger_names(self, value: object) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple):
            raise Problem("category.unknown", value=value)
        for name in names:
            if not isinstance(name, str) or name not in self.categories:
                raise Problem("category.unknown", value=name)
        return tuple(sorted(set(names)))


def _more_than_all(values: Mapping[str, Any]) -> list[Problem]:
    """No group of people here is larger than all of them; contacts may include people from outside."""
    headcount = values.get("headcount")
    if headcount is None:
        return []
    inside = [name for name in OF_PEOPLE if name != "close_contacts"]
    return [
        Problem("number.more_than_headcount", field=name, value=values[name], headcount=headcount)
        for name in inside
        if (values.get(name) or 0) > headcount
    ]


def differences(one: object, other: object) -> list[str]:
    """The fields that both state, and state differently; remarks are no figures."""
    names = [name for name in STATED if name != "remarks"]
    pairs = ((name, getattr(one, name), getattr(other, name)) for name in names)
    return [name for name, first, second in pairs if first is not None and second is not None and first != second]


def check_day(day: date, today: date, policy: Reporting) -> None:
    """A report is for today, or for a day that has passed and is not too long ago."""
    if day > today:
        raise Problem("date.future", field="day", day=day.isoformat())
    if day < today - timedelta(days=policy.days_back):
        raise Problem("date.too_old", field="day", day=day.isoformat(), limit=policy.days_back)


def is_late(day: date, moment: datetime, policy: Reporting) -> bool:
    """``moment`` in the federation's own time. A late report counts like any other; that it was late is shown."""
    return moment.date() > day or (moment.date() == day and moment.time() > policy.due)


def dangers(numbers: Numbers, policy: Reporting) -> tuple[str, ...]:
    """The categories of danger in a report, sorted; none means that all is well."""
    found = set(numbers.named)
    if any((numbers.suspected, numbers.confirmed, numbers.asymptomatic)):
        found.add("infection_at_workplace")
    if any((numbers.fever, numbers.respiratory)):
        found.add("symptomatic_at_work")
    if _masks_missing(numbers, policy):
        found.add("no_protective_supplies")
    if numbers.disinfected is False or numbers.entries_measured is False:
        found.add("no_disinfection_or_measuring")
    if numbers.dormitory_rooms_over_limit:
        found.add("crowding")
    if (numbers.absent_unexplained or 0) >= policy.absent_unexplained:
        found.add("absence_unexplained")
    return tuple(sorted(found))


def _masks_missing(numbers: Numbers, policy: Reporting) -> bool:
    """Only when both figures were stated: an unknown stock is not an empty one."""
    stock, daily = numbers.masks_in_stock, numbers.masks_needed_daily
    return stock is not None and daily is not None and stock < daily * policy.days_of_masks

"""The policy on supplies."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from qianshao.policy import own
from qianshao.policy.faults import PolicyError, raise_first, read_toml
from qianshao.policy.loading import LANGUAGES, SHIPPED
from qianshao.policy.places import Places

SUPPLIES = "supplies.toml"
NUMBERS = ("due_hours", "fresh_days", "oldest_days", "reserve_days")
VOICES = ("workers", "delegates", "workers_beside", "apart_minutes")
ITEM_NUMBERS = ("hours_each", "shift_hours", "days", "people_each")
ITEM_KEYS = ("name", "unit", "packs", "stock", "daily", *ITEM_NUMBERS)
STATED = ("masks_in_stock", "masks_needed_daily", "thermometers")
"""The fields of a daily report about supplies."""


@dataclass(frozen=True, slots=True)
class Pack:
    """``holds``: so many units."""

    code: str
    name: dict[str, str]
    holds: int


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of supplies; the keys are explained in ``shipped/supplies.toml``."""

    code: str
    name: dict[str, str]
    unit: dict[str, str]
    packs: tuple[Pack, ...] = ()
    hours_each: int = 0
    shift_hours: int = 8
    days: int = 1
    people_each: int = 0
    stock: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    workers: int
    delegates: int
    workers_beside: int
    apart_minutes: int


@dataclass(frozen=True, slots=True)
class Supplies:
    due_hours: int
    fresh_days: int
    oldest_days: int
    reserve_days: int
    confirmed: Confirmed
    items: dict[str, Item] = field(default_factory=dict)
    from_case: dict[str, str] = field(default_factory=dict)


def in_force() -> Supplies:
    """The shipped file, or the federation's own in its place."""
    return own.whole(SUPPLIES, parse, shipped)


@cache
def shipped() -> Supplies:
    return parse((SHIPPED / SUPPLIES).read_text(encoding="utf-8"), source=SUPPLIES)


def parse(text: str, *, source: str) -> Supplies:
    """:class:`PolicyError` with all that does not hold."""
    given, places = read_toml(text, source), Places(text)
    found = list(_faults(given))
    raise_first(
        [
            PolicyError(source, places.line(table, key), ".".join(filter(None, (table, key))), what)
            for table, key, what in found
        ]
    )
    return Supplies(
        **{key: given[key] for key in NUMBERS},
        confirmed=Confirmed(**given["confirmed"]),
        items={code: _item(code, entry) for code, entry in given["items"].items()},
        from_case=given.get("from_case", {}),
    )


def _faults(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Table, key, and what is wrong there."""
    found = [("", key, "must be a whole number above 0") for key in NUMBERS if not _whole(given.get(key))]
    known = (*NUMBERS, "confirmed", "items", "from_case")
    found += [("", key, f"is not a key here; there are {', '.join(known)}") for key in given if key not in known]
    voices, items, cases = (_table(given.get(name)) for name in ("confirmed", "items", "from_case"))
    found += [("confirmed", key, "must be a whole number above 0") for key in VOICES if not _whole(voices.get(key))]
    found += [
        ("confirmed", key, f"is not a key here; there are {', '.join(VOICES)}") for key in voices if key not in VOICES
    ]
    if not items:
        found.append(("", "items", "there must be at least one table [items.NAME]"))
    for code, entry in items.items():
        found += [(f"items.{code}", key, what) for key, what in _item_faults(_table(entry))]
    found += [
        ("from_case", kind, f"must be one of the items: {', '.join(items)}")
        for kind, item in cases.items()
        if item not in items
    ]
    return found


def _item_faults(entry: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        (key, f"must be said in each of {', '.join(LANGUAGES)}")
        for key in ("name", "unit")
        if not _said(entry.get(key))
    ]
    found += [
        (key, "must be a whole number above 0") for key in ITEM_NUMBERS if key in entry and not _whole(entry[key])
    ]
    found += [
        (key, f"must be one of {', '.join(STATED)}")
        for key in ("stock", "daily")
        if key in entry and entry[key] not in STATED
    ]
    found += [(key, f"is not a key here; there are {', '.join(ITEM_KEYS)}") for key in entry if key not in ITEM_KEYS]
    packs = entry.get("packs", [])
    if not isinstance(packs, list) or not all(_is_pack(one) for one in packs):
        found.append(("packs", "is a list of { code, name, holds }, the name in each language"))
    return found


def _is_pack(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == {"code", "name", "holds"}
        and isinstance(one["code"], str)
        and _said(one["name"])
        and _whole(one["holds"])
    )


def _item(code: str, entry: dict[str, Any]) -> Item:
    packs = tuple(Pack(**one) for one in entry.get("packs", ()))
    return Item(code=code, **{**entry, "packs": packs})


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: Any) -> bool:
    return type(value) is int and value > 0


def _said(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(one), str) and value[one] for one in LANGUAGES)

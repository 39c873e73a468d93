"""Supplies: how much is missing, who can give it, and whether it has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qianshao.policy.supplies import Confirmed, Item

SAME_TOWNSHIP, SAME_DISTRICT, SAME_CITY, SAME_PROVINCE, FARTHER = range(5)
PREFIXES = ((9, SAME_TOWNSHIP), (6, SAME_DISTRICT), (4, SAME_CITY), (2, SAME_PROVINCE))

# --- how much ---------------------------------------------------------------------------------------------


def used_daily(item: Item, people: int) -> int:
    """So much a day takes, of what is used up: per person and shift ceil(shift hours / hours that one lasts).

    300 people, a shift of 8 hours, masks of 8 hours: 300.
    """
    return people * -(-item.shift_hours // item.hours_each) if item.hours_each else 0


def required(item: Item, people: int, daily: int | None = None) -> int:
    """So much makes a workplace safe for the days of the policy; ``daily`` where the workplace states its own use."""
    if item.hours_each:
        return (used_daily(item, people) if daily is None else daily) * item.days
    return -(-people // item.people_each) if item.people_each else 0


def shortage(item: Item, people: int, *, in_stock: int | None = None, daily: int | None = None) -> int:
    """What is missing to that; 0 where there is enough."""
    return max(required(item, people, daily) - (in_stock or 0), 0)


def surplus(item: Item, people: int, *, in_stock: int, daily: int | None, reserve_days: int) -> int:
    """What a workplace can give: it keeps its own use of so many days, or what it needs of things that last."""
    keeps = (used_daily(item, people) if daily is None else daily) * reserve_days
    return max(in_stock - (keeps if item.hours_each else required(item, people)), 0)


def in_units(item: Item, quantity: int, pack: str = "") -> int | None:
    """``quantity`` packs as units; None where the item does not come in such packs."""
    if not pack:
        return quantity
    holds = next((one.holds for one in item.packs if one.code == pack), None)
    return quantity * holds if holds else None


# --- who can give -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """``quantity`` units are missing in the township (or wider division) with this code."""

    key: int
    territory: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody has ``quantity`` units to give, by a figure of the day ``stated_on``. ``key`` names them."""

    key: str
    territory: str
    quantity: int
    stated_on: date


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``quantity`` of the holding for the want. ``old``: the figure is older than what counts as fresh."""

    holding: Holding
    quantity: int
    distance: int
    age_days: int
    old: bool


def distance(one: str, other: str) -> int:
    """0 in the same township, 1 district, 2 city, 3 province, 4 beyond. Who answers for a whole district, city or
    province is as near as anybody within it who is not of the same township."""
    for length, far in PREFIXES:
        if one[:length] == other[:length] and min(len(one), len(other)) >= length:
            return far
    return FARTHER


def match(
    wants: Sequence[Wanted], holdings: Iterable[Holding], *, today: date, fresh_days: int, oldest_days: int
) -> dict[int, list[Suggestion]]:
    """Who could give what to whom, for one item. The wants are served in the order given.

    For each want the nearest fresh figure comes first, then older figures; among equals whoever can give all of it,
    then the newer figure, then the larger stock. Nobody is suggested for more than they have over all wants together,
    and nobody gets more than is missing. The same input gives the same answer, in whatever order the holdings come.
    """
    holdings = list(holdings)
    left = {one.key: one.quantity for one in holdings if one.quantity > 0}
    usable = [one for one in holdings if one.key in left and (today - one.stated_on).days <= oldest_days]
    return {want.key: _serve(want, usable, left, today, fresh_days) for want in wants}


def _serve(
    want: Wanted, holdings: Sequence[Holding], left: dict[str, int], today: date, fresh_days: int
) -> list[Suggestion]:
    missing, found = want.quantity, []
    ranked = sorted(holdings, key=lambda one: _rank(one, want, left, today, fresh_days))
    for one in ranked:
        quantity = min(missing, left[one.key])
        if quantity > 0:
            age = max((today - one.stated_on).days, 0)
            found.append(Suggestion(one, quantity, distance(want.territory, one.territory), age, age > fresh_days))
            left[one.key] -= quantity
            missing -= quantity
    return found


def _rank(
    one: Holding, want: Wanted, left: Mapping[str, int], today: date, fresh_days: int
) -> tuple[bool, int, bool, int, int, str]:
    age = max((today - one.stated_on).days, 0)
    has = left[one.key]
    return age > fresh_days, distance(want.territory, one.territory), has < want.quantity, age, -has, one.key


# --- whether it arrived -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """One voice: ``kind`` is receipt, poster or delegate."""

    kind: str
    arrived: bool
    at: datetime


def has_arrived(voices: Iterable[Said], rule: Confirmed) -> bool:
    """Enough workers say so, or a delegate together with a worker.

    Whoever has a receipt has spoken up before the shipment was sent, so their word weighs more than one by the poster,
    which anybody may read who passes by. Voices by the poster count once in so many minutes. As soon as any worker
    says that nothing came, only those with a receipt count, and more of them have to say that it came than that not.
    """
    voices = list(voices)
    receipts = sum(one.arrived for one in voices if one.kind == "receipt")
    against = sum(not one.arrived for one in voices if one.kind == "receipt")
    delegates = sum(one.arrived for one in voices if one.kind == "delegate")
    denied = any(not one.arrived for one in voices if one.kind != "delegate")
    if denied and receipts <= against:
        return False
    workers = receipts + (0 if denied else _apart((one.at for one in voices if one.kind == "poster"), rule))
    return workers >= rule.workers or (delegates >= rule.delegates and workers >= rule.workers_beside)


def _apart(moments: Iterable[datetime], rule: Confirmed) -> int:
    count, last = 0, None
    for at in sorted(moments):
        if last is None or at - last >= timedelta(minutes=rule.apart_minutes):
            count, last = count + 1, at
    return count

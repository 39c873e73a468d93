"""The demo morning: what each workplace reports and when, and the scene at the plant. Plain values, from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

SEED = 20220208
REPORTING = 0.92
"""The share of workplaces that report; the others are silent all morning."""
WRONG = 0.006
"""The share of reports in which something is wrong."""
FIRST, PEAK, LAST = 7.5, 8.4, 9.9
"""Hours of the day: the first reports, the most, the last."""

SLICE = timedelta(minutes=10)


def midnight(day: date, days_after: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=days_after), time.min, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Planned:
    """A report at a time: hours after midnight, the place in the list of workplaces, the fields of the form."""

    hour: float
    place: int
    fields: dict[str, Any]


def plan(headcounts: Sequence[int], seed: int = SEED, *, wrong: float = WRONG) -> list[Planned]:
    """Who reports what, in the order in which it arrives. Exactly the share ``REPORTING``, rounded, reports.

    The first place is the plant: its own union reports early that all is well there.
    """
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    places = dice.sample(range(1, len(headcounts)), round(REPORTING * len(headcounts)) - 1)
    amiss = set(dice.sample(places, round(wrong * len(places))))
    planned = [
        Planned(dice.triangular(FIRST, LAST, PEAK), place, _fields(headcounts[place], place in amiss, dice))
        for place in places
    ]
    planned.append(Planned(PLANT_REPORTS / timedelta(hours=1), 0, _fields(headcounts[0], False, dice)))
    return sorted(planned, key=lambda one: one.hour)


def _fields(headcount: int, wrong: bool, dice: Random) -> dict[str, Any]:
    well = {"headcount": headcount, "all_clear": True}
    if not wrong:
        return well
    return well | dice.choice(
        [
            {"fever": 1},
            {"respiratory": min(2, headcount)},
            {"masks_in_stock": 0, "masks_needed_daily": headcount},
            {"disinfected": False},
            {"absent_unexplained": min(3, headcount)},
            {"dormitory_rooms_over_limit": 2},
        ]
    )


@dataclass(frozen=True, slots=True)
class Response:
    """What the first owner of a case does: minutes after it came, and whether it brings it to an end."""

    after: int
    resolves: bool


def respond(dice: Random) -> Response | None:
    """Three in four answer within the hour, half of them for good; the rest let the deadline pass."""
    if dice.random() >= 0.75:
        return None
    return Response(after=dice.randint(10, 50), resolves=dice.random() < 0.5)


# --- the plant --------------------------------------------------------------------------------------------

PLANT = "重庆沿江钛业有限公司（演示）"
PLANT_REPORTS = timedelta(hours=8, minutes=5)
WORKER_REPORTS = timedelta(hours=8, minutes=20)
NOTICE = timedelta(hours=8, minutes=40)
"""When a notice goes round that says that the plant restarted."""

DISTRICT_SEES = timedelta(hours=10, minutes=40)
DISTRICT_ACTS = timedelta(hours=10, minutes=55)
DISTRICT_ASKS = timedelta(hours=11)
DISTRICT_WRITES = timedelta(hours=11, minutes=10)
ENDS = timedelta(hours=11, minutes=10)

CATEGORY = "no_protective_supplies"
WORDS_OF_WORKER = "（演示）今天车间已经复工，没有发口罩，班前会大家站在一起。"
WORDS_OF_DISTRICT = "（演示）已电话联系该单位和集团工会：口罩配齐之前，相关班组不上岗；麻柳嘴镇工会14:00到现场核实。"
STOCKS = (("district", 2000), ("township", 300), ("authority", 20000))
"""Masks that there are when the morning begins, by who has them."""
SENT = 2000
WAY = "（演示）专人送达"
REFERRED = "（演示）该单位今日复工未发口罩，已发函要求补足。请到现场核查，并将处理情况告知工会。"
QUESTION = "（演示）夜班现在有口罩吗？"
KEY = "demo-worker-at-the-plant"
RESOLVED = "（演示）已到场核实，问题已解决。"
ACTED = "（演示）已电话联系单位，要求今天内改正，下午核实。"

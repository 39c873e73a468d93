"""The restarts of the demo district: what the authority's lists say in the two weeks before the day. Generated.

The rule
    spoken of   three of five workplaces stand in a list; of the others nothing is known, as in the interview
    stopped     all of them from eight days before the day of the demo (the Spring Festival), but for one of thirty,
                which never stopped
    filed       three of four, on one of the last seven days, later days more often; mines, which need it, are approved
    working     two of three of those, from the day after they filed or from the one after that
    the plant   one office says that it never stopped; on the morning a notice says that it restarted, of which no
                filing is on record: both are kept, and it is a case
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from qianshao.core import actor as actors
from qianshao.core import events
from qianshao.core.actor import Via
from qianshao.core.batches import batches
from qianshao.demo import morning
from qianshao.demo.morning import midnight
from qianshao.registry.models import Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Draft
from qianshao.resumption.rules import standing

DEMO = actors.system("demo")
SEED = 202202
BATCH = 1000
FESTIVAL, FIRST_FILED = 8, 7
"""Days before the day of the demo."""

LIST, OFFICE, PUBLIC = "复工报备名单（演示）", "开发区办公室（演示）", "公开通报（演示）"


def enter(places: Sequence[Workplace], day: date) -> None:
    """What had been said by seven in the morning."""
    at = midnight(day) + timedelta(hours=7)
    drafts = list(_plan(places, day))
    for some in batches(drafts, BATCH):
        with transaction.atomic():
            resumption.state_many(some, actor=DEMO, via=Via.DEMO, at=at)
    events.record(
        "restarts.imported",
        actor=DEMO,
        via=Via.DEMO,
        at=at,
        subject=("restart_list", "demo"),
        data={"rows": len(drafts), "source": standing.AUTHORITY},
    )


def notice(plant: Workplace, at: datetime) -> None:
    """On the morning: it restarted, says a notice; no filing is on record."""
    yesterday = at.date() - timedelta(days=1)
    draft = Draft(plant, standing.WORKING, yesterday, standing.AUTHORITY, PUBLIC, generated=True)
    resumption.state(draft, actor=DEMO, via=Via.DEMO, at=at)


def _plan(places: Sequence[Workplace], day: date) -> Iterator[Draft]:
    """The statements of one workplace follow each other."""
    dice = Random(SEED)  # noqa: S311 - repeatable, not secret
    festival = day - timedelta(days=FESTIVAL)
    for place in places:
        if place.name == morning.PLANT:
            yield Draft(place, standing.NEVER_STOPPED, festival, standing.AUTHORITY, OFFICE, generated=True)
        elif dice.random() < 0.6:
            paper = standing.APPROVED if place.industry_section == "B" else standing.FILED
            yield from (
                Draft(place, word, since, standing.AUTHORITY, LIST, generated=True)
                for word, since in _course(paper, festival, day, dice)
            )


def _course(paper: str, festival: date, day: date, dice: Random) -> Iterator[tuple[str, date]]:
    if dice.random() < 1 / 30:
        yield standing.NEVER_STOPPED, festival
        return
    yield standing.STOPPED, festival
    if dice.random() >= 0.75:
        return
    filed = day - timedelta(days=int(dice.triangular(0, FIRST_FILED + 0.99, 1)))
    yield paper, filed
    works = filed + timedelta(days=dice.choice((1, 2)))
    if dice.random() < 2 / 3 and works <= day:
        yield standing.WORKING, works

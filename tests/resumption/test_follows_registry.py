"""A workplace gets another kind, place or end in the registry: the sums follow by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.models import Event
from qianshao.registry import actions as registry
from qianshao.registry.actions import import_workplaces
from qianshao.registry.models import Workplace
from qianshao.registry.rules.divisions import Division, Plan
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import queries
from qianshao.resumption.models import Tally
from qianshao.resumption.queries.said import kind_of
from qianshao.resumption.rules.kinds import LEVELS
from tests.cast import DAY, Cast
from tests.resumption.test_ledger import SAID, say

KINDS = ("township", "industry", "ownership", "size")
SHEET = "单位名称,所属镇街,行业,所有制,职工人数\n重庆沿江钛业有限公司,{town},{industry},{ownership},{headcount}\n"


@pytest.fixture
def plant(cast: Cast) -> Iterator[Workplace]:
    """At work for three days. Whatever happens in the test, in the end the sums are those of the registry."""
    say(cast.plant, "working", 3)
    say(cast.shop, "working", 2)
    yield cast.plant
    work()
    wanted = Counter[tuple[object, ...]]()
    for place in Workplace.objects.filter(pk__in=(cast.plant.pk, cast.shop.pk), closed_on=None):
        kind = kind_of(place)
        for level in LEVELS:
            wanted[level, kind.township[:level], kind.industry, kind.ownership, kind.size] += 1
    found = Counter[tuple[object, ...]]()
    for row in Tally.objects.filter(day__lte=DAY):
        found[row.level, row.territory, row.industry, row.ownership, row.size] += row.delta
    assert +found == wanted
    assert min(found.values()) >= 0


def work() -> None:
    while events.work_one(HANDLERS):
        pass


def counted() -> list[tuple[str, ...]]:
    work()
    rows = queries.counts(EVERYTHING, "500113", by=KINDS, day=DAY).rows
    return sorted(row.kinds for row in rows if row.count)


def sheet(town: str = "麻柳嘴镇", industry: str = "C26", ownership: str = "中央国有", headcount: int = 900) -> None:
    content = SHEET.format(town=town, industry=industry, ownership=ownership, headcount=headcount).encode()
    account = import_workplaces(content, source="test", within="500113", reason_heading="原因", **SAID)
    assert not account.faults


def test_another_industry_ownership_and_size(plant: Workplace) -> None:
    before = counted()
    sheet(industry="F51", ownership="私营", headcount=15)
    assert len(before) == 2
    assert ("500113111", "F", "private", "micro") in counted()


def test_another_place_by_settling_a_dispute(plant: Workplace) -> None:
    dispute = registry.claim_place(subject=plant, territory="500113004", source="directory", stated_on=DAY, **SAID)
    assert dispute
    claim = dispute.claims.get(source="directory")
    registry.settle_dispute(dispute=dispute, claim=claim, reason="实地看过", **SAID)
    assert {kinds[0] for kinds in counted()} == {"500113004"}


def test_a_division_gets_another_code(plant: Workplace) -> None:
    moved = Plan(moved=(("500113111", Division("500113199", "麻柳嘴镇")),))
    registry.apply_divisions(plan=moved, source="test", fingerprint="one", on=DAY, **SAID)
    assert {kinds[0] for kinds in counted()} == {"500113199", "500113004"}


def test_closed_and_opened_again(plant: Workplace) -> None:
    closed = registry.close_workplace(workplace=plant, on=DAY - timedelta(days=1), source="test", **SAID)
    assert len(counted()) == 1
    registry.reopen_workplace(workplace=closed, source="test", **SAID)
    assert len(counted()) == 2


def test_two_changes_and_a_row_that_is_taken_twice_come_to_the_same(plant: Workplace) -> None:
    sheet(headcount=15)
    sheet(headcount=100)
    once = counted()
    for row in Event.objects.filter(action="workplaces.changed"):
        HANDLERS[row.action](row)
    assert counted() == once
    assert ("500113111", "C", "central_state", "small") in once


def test_what_nobody_counts_by_is_no_work(plant: Workplace) -> None:
    content = "单位名称,所属镇街,联系电话\n重庆沿江钛业有限公司,麻柳嘴镇,02366200000\n".encode()
    account = import_workplaces(content, source="test", within="500113", reason_heading="原因", **SAID)
    assert account.updated == 1
    assert not Event.objects.filter(action="workplaces.changed").exists()

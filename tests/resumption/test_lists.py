"""Lists of restarts: taken in, and judged by a person where they are not sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.actor import Via, person, system
from qianshao.core.problems import Problem
from qianshao.registry.models import Workplace
from qianshao.resumption import actions, queries
from qianshao.resumption.actions import Sent
from qianshao.resumption.models import ListRow, Statement
from tests.cast import DAY, MORNING, Cast, scope

SAID: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
HEAD = "企业名称,统一社会信用代码,地址,复工状态,复工日期"


def sent(*rows: str, name: str = "指挥部复工名单", head: str = HEAD) -> Sent:
    content = "\n".join((head, *rows)).encode()
    return Sent(content, "authority", name, "500113", "approved")


def standing(place: Workplace) -> str:
    return queries.ledger(place, DAY).effective.standing


def states(rows: Sequence[ListRow]) -> list[str]:
    return [str(row.state) for row in rows]


def test_what_is_sure_is_stated_and_the_rest_waits(cast: Cast) -> None:
    listed = sent(
        "沿江钛业有限责任公司,,重庆市巴南区麻柳嘴镇,已复工,2022-02-07",
        "鱼洞机械配件厂,,,已报备,2022-02-06",
        "花溪实验幼儿园,,花溪街道,已报备,2022-02-06",
        "没有这种状态厂,,,不知道,2022-02-06",
    )
    dry = actions.import_list(listed, dry_run=True, **SAID)
    assert (dry.states["matched"], dry.to_review, dry.refused) == (1, 2, 1)
    assert not Statement.objects.exists()
    taken = actions.import_list(listed, **SAID)
    assert taken.sheet
    assert states(list(taken.sheet.entries.order_by("line"))) == ["matched", "uncertain", "not_found"]
    assert standing(cast.plant) == "working"
    assert standing(cast.shop) == ""
    with pytest.raises(Problem, match=r"restart\.list_taken"):
        actions.import_list(listed, **SAID)


def test_the_same_word_again_adds_nothing(cast: Cast) -> None:
    row = "重庆沿江钛业有限公司,,麻柳嘴镇,已报备"
    head = "企业名称,统一社会信用代码,地址,复工状态"
    actions.import_list(sent(row, head=head), **SAID)
    later = SAID | {"at": MORNING + timedelta(days=1)}
    actions.import_list(sent(row, "另一家公司,,,已报备", head=head), **later)
    assert Statement.objects.count() == 1
    actions.import_list(sent(row.replace("报备", "批准"), head=head), **later)
    assert Statement.objects.count() == 2


def test_a_person_accepts_and_undoes(cast: Cast) -> None:
    taken = actions.import_list(sent("鱼洞机械配件厂,,,已复工,2022-02-06"), **SAID)
    assert taken.sheet
    officer = SAID | {"actor": person(cast.person("officer of district").pk)}
    (pair,) = queries.pairs(scope(cast, "officer of district"), list(queries.rows(taken.sheet, open=True)))
    assert [place.pk for place, _ in pair.candidates] == [cast.shop.pk]
    actions.accept(pair.row, cast.shop, **officer)
    assert standing(cast.shop) == "working"
    with pytest.raises(Problem, match=r"restart\.row_decided"):
        actions.reject(pair.row, **officer)
    actions.undo(queries.row(scope(cast, "officer of district"), pair.row.pk), **officer)
    assert standing(cast.shop) == ""
    assert ListRow.objects.get().state == "uncertain"
    actions.reject(ListRow.objects.get(), **officer)
    assert ListRow.objects.get().state == "rejected"


def test_a_new_workplace_is_entered(cast: Cast) -> None:
    taken = actions.import_list(sent("花溪实验幼儿园,,花溪街道12号,已报备,2022-02-06"), **SAID)
    assert taken.sheet
    row = taken.sheet.entries.get()
    with pytest.raises(Problem, match=r"restart\.row_territory"):
        actions.enter_new(row, "没有这个镇", within="500113", **SAID)
    actions.enter_new(row, "500113004", within="500113", **SAID)
    made = Workplace.objects.get(name="花溪实验幼儿园")
    assert standing(made) == "filed"


def test_lists_are_for_those_who_answer_for_their_territory(cast: Cast) -> None:
    actions.import_list(sent("花溪实验幼儿园,,,已报备,2022-02-06"), **SAID)
    row = ListRow.objects.get()
    assert queries.row(scope(cast, "officer of city"), row.pk)
    for who in ("officer of township", "officer of group", "officer of next district"):
        with pytest.raises(Problem, match="not_found"):
            queries.row(scope(cast, who), row.pk)

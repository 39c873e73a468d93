"""Who refers to whom."""

from __future__ import annotations

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.assessment import actions
from qianshao.assessment.models import Coding, Interview
from qianshao.assessment.queries.coding import first_pass, talk_of
from qianshao.assessment.queries.network import network
from qianshao.assessment.rules.network import RIGHT, Heard, Reference, drawing, joined, references
from qianshao.core.actor import Via, person, system
from qianshao.registry.scope import EVERYTHING
from tests.cast import MORNING, Cast, scope

NAMES = {"重庆市巴南区总工会": "区总", "巴南区总工会": "区总", "工会": "工会", "指挥部": "指挥部"}


def test_a_form_inside_a_longer_one_does_not_count() -> None:
    turns = [Heard("记者", "重庆市 巴南区总工会和指挥部都说了。", False), Heard("记者", "ＣＬＢ问指挥部", True)]
    assert references(turns, NAMES) == [Reference("记者", "指挥部", 2, 1), Reference("记者", "区总", 1, 0)]


def test_who_names_themselves_refers_to_nobody() -> None:
    assert references([Heard("区总", "我们巴南区总工会。", False), Heard("", "指挥部", False)], NAMES) == []


PARTS = st.lists(
    st.builds(Reference, st.sampled_from("甲乙"), st.sampled_from("丙丁"), st.integers(1, 9), st.integers(0, 1)),
    max_size=8,
)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=4))
def test_joining_keeps_every_turn(parts: list[list[Reference]]) -> None:
    whole = joined(parts)
    assert sum(one.turns for one in whole) == sum(one.turns for part in parts for one in part)
    assert len({(one.source, one.target) for one in whole}) == len(whole)
    drawn = drawing(whole)
    assert len(drawn.lines) == len(whole)
    assert all(node.y < drawn.height for node in (*drawn.sources, *drawn.targets))
    assert all(line.path.endswith(tuple(f" {node.y}" for node in drawn.targets)) for line in drawn.lines)
    assert all(f" {RIGHT} " in line.path for line in drawn.lines)


TALK = """\
巴南区总工会访谈（为测试而编，不是真实通话）
第一通电话：巴南区总工会
采访者：重庆沿江钛业有限公司复工了吗？
巴南区总工会：重庆沿江钛业有限公司不归我们管，他们的组织关系不在我们这里。这个由区指挥部统一管理。
采访者：好的，那重庆沿江钛业有限公司有工会吗？
巴南区总工会：不清楚。
"""


def taken_in(cast: Cast) -> Interview:
    row, _ = actions.import_interview(TALK.encode(), actor=system("test"), via=Via.SHELL, at=MORNING)
    found = first_pass(talk_of(row))
    actions.propose(row, found.proposals, found.codebook, actor=system("test"), via=Via.SHELL, at=MORNING)
    return row


def test_from_an_interview_with_its_codes(cast: Cast) -> None:
    row = taken_in(cast)
    found = {(one.source, one.target): one for one in network(EVERYTHING, row.number)}
    asked = found["采访者", "重庆沿江钛业有限公司"]
    told = found["巴南区总工会", "重庆沿江钛业有限公司"]
    assert (asked.turns, asked.sent_on) == (2, 0)
    assert (told.turns, told.sent_on) == (1, 1)
    by = person(cast.person("officer of district").pk)
    for coding in Coding.objects.filter(interview=row):
        actions.decide(coding, "rejected", actor=by, via=Via.WEB, at=MORNING)
    again = {(one.source, one.target): one for one in network(EVERYTHING, row.number)}
    assert again["巴南区总工会", "重庆沿江钛业有限公司"].sent_on == 0


def test_only_what_one_may_read(cast: Cast) -> None:
    taken_in(cast)
    assert network(scope(cast, "officer of district"))
    assert network(scope(cast, "officer of next district")) == []


def test_the_page_has_the_picture_and_its_table(cast: Cast, client: Client) -> None:
    row = taken_in(cast)
    client.force_login(cast.person("officer of district"), backend="django.contrib.auth.backends.ModelBackend")
    body = client.get("/interviews/network/", {"interview": row.number}).content.decode()
    assert '<svg class="network" role="img"' in body
    assert body.count("<tr>") == 1 + body.count('class="line')

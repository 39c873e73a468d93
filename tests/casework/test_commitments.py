"""What somebody undertakes: written down, asked about when it is due, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Commitment, Step
from qianshao.core import clock
from qianshao.core.models import Event, Installation
from qianshao.core.problems import Problem
from tests.casework.scene import HOUR, actor, again, kinds, observation_of, open_case, see, the_case
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
LATER = MORNING + 3 * HOUR


def undertake(cast: Cast, case: Case | None, what: str = "向领导汇报") -> Commitment:
    return actions.commit(
        cast.group_union,
        what,
        due_at=LATER,
        recorded_by=cast.district,
        case=case,
        origin="case" if case else "call",
        reference="" if case else "2022-02-08",
        actor=actor(cast),
        via="web",
        at=MORNING,
    )


def case_of_district(cast: Cast) -> Case:
    return open_case(cast.shop, "retaliation")


def test_it_stands_on_the_case_and_in_its_course(cast: Cast) -> None:
    case = case_of_district(cast)
    row = undertake(cast, case)
    assert list(queries.commitments_of(case)) == [row]
    assert kinds(case) == ["opened", "promised"]
    assert Step.objects.get(case=case).answered_at == MORNING, "the owner did more than look"
    assert again(case).deadline == case.deadline, "to write down what others say buys no time"


def test_it_is_asked_about_when_it_is_due_once(cast: Cast) -> None:
    row = undertake(cast, case_of_district(cast))
    district = scope(cast, "officer of district")
    assert actions.ask_about_what_is_due(LATER - HOUR) == 0
    assert not queries.to_ask(district, LATER - HOUR)
    assert actions.ask_about_what_is_due(LATER) == 1
    assert actions.ask_about_what_is_due(LATER + HOUR) == 0
    assert list(queries.to_ask(district, LATER)) == [row]
    assert not queries.to_ask(scope(cast, "officer of city"), LATER)
    assert not queries.to_ask(scope(cast, "auditor of district"), LATER)
    assert Event.objects.get(action="commitment.due").subject_id == str(row.pk)


@pytest.mark.parametrize("state", ["kept", "broken", "withdrawn"])
def test_what_came_of_it_is_on_record_once(cast: Cast, state: str) -> None:
    case = case_of_district(cast)
    row = undertake(cast, case)
    actions.settle(row, state, "已汇报", actor=actor(cast), via="web", at=LATER)
    assert (row.state, row.outcome, row.settled_at) == (state, "已汇报", LATER)
    assert kinds(case)[-1] == "settled"
    assert not queries.to_ask(scope(cast, "officer of district"), LATER)
    with pytest.raises(Problem, match=r"commitment\.settled"):
        actions.settle(row, "broken", "又说", actor=actor(cast), via="web", at=LATER)


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    row = undertake(cast, None)
    for state in ("open", "perhaps"):
        with pytest.raises(Problem, match=r"commitment\.state"):
            actions.settle(row, state, "x", actor=actor(cast), via="web", at=LATER)
    with pytest.raises(Problem, match=r"case\.text_needed"):
        undertake(cast, None, " ")
    with pytest.raises(Problem, match=r"commitment\.past"):
        actions.commit(
            cast.city,
            "x",
            due_at=MORNING,
            recorded_by=cast.district,
            origin="call",
            actor=actor(cast),
            via="web",
            at=MORNING,
        )


def test_who_sees_it(cast: Cast) -> None:
    of_case, of_call = undertake(cast, case_of_district(cast)), undertake(cast, None)
    for who, seen in (
        ("officer of district", {of_case, of_call}),
        ("officer of city", {of_case, of_call}),
        ("officer of next district", set()),
        ("officer of township", set()),
        ("delegate of shop", set()),
    ):
        assert set(queries.commitments(scope(cast, who))) == seen, who
    with pytest.raises(Problem, match=r"not_found"):
        queries.commitment(scope(cast, "officer of next district"), of_case.pk)
    with pytest.raises(Problem, match=r"commitment\.not_yours"):
        queries.commitment(scope(cast, "officer of city"), of_case.pk)


def test_a_reporter_does_not_see_it(cast: Cast) -> None:
    reported = see(cast.shop, "retaliation")
    case = the_case(cast.shop, "retaliation")
    undertake(cast, case)
    seen = queries.entries_for_reporter(case, observation_of(reported)).values_list("kind", flat=True)
    assert list(seen) == ["opened"]


# --- pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(cast: Cast, as_person: Callable[[str], Client]) -> Client:
    Installation.objects.create(generated=True, started_at=MORNING)
    return as_person("officer of district")


def shown(client: Client, address: str) -> str:
    clock.restart()
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def send(client: Client, address: str, **given: object) -> tuple[int, str]:
    clock.restart()
    answer = client.post(address, given, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


def test_from_the_page_of_a_case_to_the_inbox_and_to_what_came_of_it(cast: Cast, officer: Client) -> None:
    case = case_of_district(cast)
    address = f"/cases/{case.number}/"
    given = {"by": cast.shop_union.pk, "due": "2022-02-08T11:30", "text": "<b>明天</b>恢复原岗"}
    assert send(officer, address + "commit/", **given)[0] == 302
    row = Commitment.objects.get()
    assert (row.by, row.recorded_by, row.due_at, row.origin) == (cast.shop_union, cast.district, LATER, "case")
    page = shown(officer, address)
    assert "&lt;b&gt;明天&lt;/b&gt;恢复原岗" in page and "鱼洞机械厂工会" in page
    assert "These are due" not in shown(officer, "/inbox/")
    Event.objects.create(at=LATER + HOUR, action="test", actor="system", via="worker", subject_type="t", subject_id="1")
    assert "These are due" in shown(officer, "/inbox/") and "恢复原岗" in shown(officer, "/inbox/")
    assert "overdue since 02-08 11:30" in shown(officer, "/commitments/")
    status, page = send(officer, f"/commitments/{row.pk}/settle/", state="broken", text="")
    assert status == 422 and "Say in a few words" in page
    assert send(officer, f"/commitments/{row.pk}/settle/", state="broken", text="没有恢复")[0] == 302
    assert "These are due" not in shown(officer, "/inbox/")
    assert "没有恢复" in shown(officer, address)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": "0"}, "Choose who undertook it"),
        ({"due": "soon"}, "soon"),
        ({"due": "2022-02-07T10:00"}, "The date lies in the past"),
        ({"text": " "}, "Say in a few words"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(cast: Cast, officer: Client, given: dict[str, str], words: str) -> None:
    case = case_of_district(cast)
    right = {"by": str(cast.shop_union.pk), "due": "2022-02-09T10:00", "text": "恢复原岗"}
    status, page = send(officer, f"/cases/{case.number}/commit/", **right | given)
    assert status == 422 and words in page
    assert not Commitment.objects.exists()
    assert (right | given)["text"].strip() in page


def test_the_page_shows_the_ladder_ahead(cast: Cast, officer: Client) -> None:
    page = shown(officer, f"/cases/{case_of_district(cast).number}/")
    for words in (
        "What happens if nobody acts",
        "To be done now",
        "Have the employer stop and restore post and pay",
        "letter to the authority: recommendation (建议书)",
        "ask the supervising authority to act",
        "重庆市总工会",
        "中华全国总工会",
        "What the ladder calls for",
        "letter to the employer: opinion (意见书)",
        "not in hand yet",
    ):
        assert words in page, words


def test_it_survives_that_its_case_is_closed(cast: Cast) -> None:
    case = case_of_district(cast)
    row = undertake(cast, case)
    actions.resolve(again(case), "已恢复", actor=actor(cast), via="web", at=MORNING + timedelta(hours=1))
    assert actions.ask_about_what_is_due(LATER) == 1
    actions.settle(row, "kept", "已恢复", actor=actor(cast), via="web", at=LATER)
    assert again(case).closed_at

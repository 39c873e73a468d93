"""Referrals and proposals: what an authority sees and answers, and what a second person approves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.accounts.models import Membership, Role
from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Proposal, Referral
from qianshao.core.actor import person
from qianshao.core.problems import Problem
from qianshao.registry.models import Tie, TieKind
from tests.casework.scene import HOUR, actor, again, kinds, open_case, see
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
WORDS = "我是夜班唯一的女电工"


def referred(cast: Cast, text: str = "请督促补发口罩") -> Referral:
    Tie.objects.create(workplace=cast.shop, body=cast.authority, kind=TieKind.AUTHORITY, source="test")
    see(cast.shop, "retaliation", text=WORDS)
    case = Case.objects.get(workplace=cast.shop)
    return actions.refer(case, cast.authority, text, actor=actor(cast), via="web", at=MORNING)


def test_the_liaison_sees_what_was_referred_and_nothing_else(cast: Cast, as_person: Callable[[str], Client]) -> None:
    row, other = referred(cast), open_case(cast.plant)
    liaison = as_person("liaison of authority")
    listed = liaison.get("/referrals/").content.decode()
    page = liaison.get(f"/referrals/{row.pk}/").content.decode()
    assert cast.shop.name in listed and cast.plant.name not in listed
    assert "请督促补发口罩" in page
    for hidden in (WORDS, row.case.number, "受理"):
        assert hidden not in listed + page
    for closed in (f"/cases/{row.case.number}/", f"/cases/{other.number}/", "/board/", "/inbox/", "/who/", "/letters/"):
        assert liaison.get(closed).status_code in (403, 404), closed


def test_opening_it_is_noted_and_listing_it_is_not(cast: Cast, as_person: Callable[[str], Client]) -> None:
    row = referred(cast)
    liaison = as_person("liaison of authority")
    liaison.get("/referrals/")
    assert Referral.objects.get().seen_at is None
    liaison.get(f"/referrals/{row.pk}/")
    assert Referral.objects.get().seen_at


def test_an_answer_stands_in_the_case_and_is_given_once(cast: Cast, as_person: Callable[[str], Client]) -> None:
    row = referred(cast)
    liaison = as_person("liaison of authority")
    answer = liaison.post(f"/referrals/{row.pk}/", {"text": "已责令当天补发"})
    assert answer.status_code == 302
    assert liaison.post(f"/referrals/{row.pk}/", {"text": "再来一次"}).status_code == 409
    assert kinds(row.case) == ["opened", "referred", "replied"]
    assert "已责令当天补发" in as_person("officer of district").get(f"/cases/{row.case.number}/").content.decode()


def test_a_program_answers_as_well(cast: Cast, as_person: Callable[[str], Client]) -> None:
    row, liaison = referred(cast), as_person("liaison of authority")
    (told,) = liaison.get("/api/v1/referrals").json()["referrals"]
    assert told["workplace"] == cast.shop.name and WORDS not in json.dumps(told, ensure_ascii=False)
    body = json.dumps({"text": "已办"})
    answer = liaison.post(f"/api/v1/referrals/{row.pk}/answer", body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["state"] == "answered"


def test_an_authority_is_asked_once_at_a_time(cast: Cast) -> None:
    row = referred(cast)
    with pytest.raises(Problem, match=r"referral\.open"):
        actions.refer(again(row.case), cast.authority, "再问", actor=actor(cast), via="web", at=MORNING)
    assert Referral.objects.count() == 1


def test_silence_is_on_record_and_counted(cast: Cast) -> None:
    row = referred(cast)
    assert actions.sweep_referrals(row.due_at - timedelta(minutes=1)) == 0
    assert actions.sweep_referrals(row.due_at) == 1
    assert actions.sweep_referrals(row.due_at) == 0
    assert kinds(row.case)[-1] == "unanswered"
    district = scope(cast, "officer of district")
    (one,) = queries.authorities(district, MORNING, MORNING + HOUR)
    assert (one.asked, one.answered, one.lapsed, one.median_time) == (1, 0, 1, None)
    liaison = person(cast.person("liaison of authority").pk)
    actions.answer_referral(row, "已办", actor=liaison, via="web", at=row.due_at + HOUR)
    (one,) = queries.authorities(district, MORNING, MORNING + HOUR)
    assert (one.answered, one.in_time, one.lapsed) == (1, 0, 0)
    assert one.median_time == row.due_at + HOUR - MORNING


# --- proposals --------------------------------------------------------------------------------------------


def proposed(cast: Cast) -> Proposal:
    case = open_case(cast.shop, "retaliation")
    return actions.propose(case, "hold_restart", "没有口罩", actor=actor(cast), via="web", at=MORNING)


def decide(row: Proposal, verdict: str, cast: Cast, who: str = "officer of district") -> Proposal:
    actions.decide_proposal(row, verdict, "已核实", actor=actor(cast, who), via="web", at=MORNING + HOUR)
    return Proposal.objects.get(pk=row.pk)


def test_a_proposal_holds_from_its_approval_until_it_is_lifted(cast: Cast) -> None:
    row, district = proposed(cast), scope(cast, "officer of district")
    assert not queries.proposals_in_force(district)
    for verdict, standing in (("put", [row]), ("accepted", [row]), ("lifted", [])):
        assert decide(row, verdict, cast).state == verdict
        assert list(queries.proposals_in_force(district)) == standing


@pytest.mark.parametrize("verdict", ["accepted", "declined", "lifted", "proposed", "anything"])
def test_nothing_is_skipped(verdict: str, cast: Cast) -> None:
    row = proposed(cast)
    with pytest.raises(Problem):
        decide(row, verdict, cast)
    assert Proposal.objects.get().state == "proposed"


def test_a_second_person_approves_it_where_there_is_one(cast: Cast) -> None:
    row, second = proposed(cast), cast.person("officer of city")
    Membership.objects.create(person=second, body=cast.district, role=Role.OFFICER, since=MORNING)
    with pytest.raises(Problem, match="second_person"):
        decide(row, "put", cast)
    assert decide(row, "put", cast, "officer of city").approved_by == second


def test_the_same_is_proposed_once(cast: Cast) -> None:
    row = proposed(cast)
    with pytest.raises(Problem, match=r"proposal\.open"):
        actions.propose(again(row.case), "hold_restart", "再提", actor=actor(cast), via="web", at=MORNING)

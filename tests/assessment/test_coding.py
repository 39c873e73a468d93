"""The first pass proposes, people decide; who coded what stays on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from qianshao.assessment import actions
from qianshao.assessment.models import Coding, Decision, Interview
from qianshao.assessment.queries import sheets
from qianshao.assessment.queries.coding import first_pass, talk_of
from qianshao.casework.models import Commitment
from qianshao.core.actor import Via, person, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.policy.codebook import shipped
from tests.cast import MORNING, Cast

BOOK = shipped()
AsPerson = Callable[[str], Client]


def common(cast: Cast, who: str) -> dict[str, Any]:
    return {"actor": person(cast.person(who).pk), "via": Via.WEB, "at": MORNING}


@pytest.fixture
def proposed(interview: Interview) -> Interview:
    found = first_pass(talk_of(interview))
    how: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
    assert actions.propose(interview, found.proposals, found.codebook, **how) == len(found.proposals) > 5
    assert actions.propose(interview, found.proposals, found.codebook, **how) == 0
    return interview


def promise(row: Interview) -> Coding:
    return Coding.objects.filter(interview=row).get(code="commitment_made")


def mine(row: Interview, who: str) -> dict[int, str]:
    turns = sheets.sheet(row, BOOK, who, "en")
    return {mark.pk: mark.mine for turn in turns for mark in turn.marks if mark.mine}


def test_every_decision_stays_on_record(cast: Cast, proposed: Interview) -> None:
    one, how = promise(proposed), common(cast, "officer of district")
    actions.decide(one, "accepted", "heard it myself", **how)
    actions.decide(one, "rejected", **how)
    actions.decide(one, "noted", "they meant somebody else", **how)
    assert mine(proposed, "officer-of-district") == {one.pk: "rejected"}
    assert [row.verdict for row in Decision.objects.order_by("pk")] == ["accepted", "rejected", "noted"]
    told = Event.objects.filter(subject_type="interview", action__startswith="coding.").order_by("pk")
    assert [row.action for row in told] == ["coding.proposed", "coding.accepted", "coding.rejected", "coding.noted"]


def test_a_changed_code_replaces_the_old_one(cast: Cast, proposed: Interview) -> None:
    one = promise(proposed)
    passage = (one.start, one.end)
    new = actions.add(
        one.turn, passage, "appeal_only", codebook=BOOK, replaces=one, **common(cast, "officer of district")
    )
    assert new.replaces == one
    assert mine(proposed, "officer-of-district") == {one.pk: "rejected", new.pk: "accepted"}


def test_two_coders_of_one_passage_agree_on_one_row(cast: Cast, proposed: Interview) -> None:
    one = promise(proposed)
    for who in ("officer of district", "officer of city"):
        again = actions.add(one.turn, (one.start, one.end), one.code, codebook=BOOK, **common(cast, who))
        assert again.pk == one.pk
    found = sheets.agreement(proposed, BOOK, "en")
    assert found
    assert found.coders == ("officer-of-city", "officer-of-district")
    assert found.rows == (("commitment made", 1, 1, 1, 1.0),)


def test_coders_who_differ_are_seen_to(cast: Cast, proposed: Interview) -> None:
    one = promise(proposed)
    actions.decide(one, "accepted", **common(cast, "officer of district"))
    actions.decide(one, "rejected", **common(cast, "officer of city"))
    found = sheets.agreement(proposed, BOOK, "en")
    assert found
    assert found.rows[0][1:4] in ((1, 0, 0), (0, 1, 0))
    assert found.alpha is not None and found.alpha <= 0


@pytest.mark.parametrize("passage", [(0, 0), (3, 2), (0, 10_000), (-1, 3)])
def test_a_passage_lies_in_its_turn(cast: Cast, interview: Interview, passage: tuple[int, int]) -> None:
    with pytest.raises(Problem, match="passage"):
        actions.add(
            interview.turns.get(n=2), passage, "appeal_only", codebook=BOOK, **common(cast, "officer of district")
        )
    assert not Coding.objects.exists()


def test_what_was_undertaken_becomes_a_commitment_once(cast: Cast, proposed: Interview, as_person: AsPerson) -> None:
    one, client = promise(proposed), as_person("officer of district")
    address = f"/interviews/{proposed.number}/coding/{one.pk}/commit/"
    given = {"by": cast.district.pk, "what": "给领导汇报"}
    assert client.post(address, given).status_code == 302
    made = Commitment.objects.get()
    assert (made.origin, made.reference, made.by) == ("interview", f"{proposed.number} · 2", cast.district)
    assert made.due_at > made.recorded_at
    assert client.post(address, given).status_code == 409
    assert Commitment.objects.count() == 1
    assert promise(proposed).commitment == made


def test_only_bodies_of_the_interview_and_of_the_asker_can_have_undertaken_it(
    cast: Cast, proposed: Interview, as_person: AsPerson
) -> None:
    client = as_person("officer of district")
    address = f"/interviews/{proposed.number}/coding/{promise(proposed).pk}/commit/"
    assert client.post(address, {"by": cast.group_union.pk, "what": "x"}).status_code == 422
    assert not Commitment.objects.exists()


def test_a_passage_is_coded_by_plain_forms(cast: Cast, interview: Interview, as_person: AsPerson) -> None:
    client = as_person("officer of district")
    address = f"/interviews/{interview.number}/coding/"
    given = {"turn": "2", "first": "2", "last": "3", "code": "推说不归管辖", "memo": "又一次"}
    assert client.post(f"{address}add/", given)["Location"].endswith("#t2")
    one = Coding.objects.get()
    assert one.turn.text[one.start : one.end].startswith("他们的组织关系")
    shown = client.get(address).content.decode()
    assert "又一次" in shown
    refused = client.post(f"{address}add/", {**given, "code": "no such code"})
    assert refused.status_code == 422
    assert Coding.objects.count() == 1


def test_the_next_district_sees_nothing_of_it(interview: Interview, as_person: AsPerson) -> None:
    assert as_person("officer of next district").get(f"/interviews/{interview.number}/coding/").status_code == 404

"""Reports through the JSON API: what is answered, in whose language, and what is never told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone, translation

from qianshao.accounts.models import Membership, Token
from qianshao.core import clock
from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.intake import parsing
from qianshao.intake.actions import give_link
from qianshao.intake.models import DailyReport, Observation
from qianshao.intake.rules import daily
from tests.cast import MORNING, Cast

WELL: dict[str, Any] = {"day": "2022-02-08", "headcount": 100, "all_clear": True}


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    with translation.override(None):
        yield


class Sender:
    """A program with a token of somebody of the cast."""

    def __init__(self, cast: Cast, who: str = "", language: str = "en") -> None:
        self.client, self.headers = Client(), {"accept-language": language}
        if who:
            membership = Membership.objects.get(person=cast.person(who))
            digest = sha256(who.encode()).hexdigest()
            Token.objects.get_or_create(membership=membership, digest=digest, created_at=MORNING, label="test")
            self.headers["authorization"] = f"Bearer {who}"

    def post(self, path: str, body: bytes | dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.client.post(
            f"/api/v1/{path}", text, content_type="application/json", headers={**self.headers, **headers}
        )
        return answer.status_code, answer.json()

    def report(self, place: int | str, *, key: str = "", **changes: Any) -> tuple[int, dict[str, Any]]:
        return self.post("reports", {**WELL, "workplace": place, **changes}, **{"idempotency-key": key} if key else {})

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        answer = self.client.get(f"/api/v1/{path}", headers=self.headers)
        return answer.status_code, answer.json()


@pytest.fixture
def delegate(cast: Cast) -> Sender:
    return Sender(cast, "delegate of shop")


def code(answer: dict[str, Any]) -> str:
    (problem,) = answer["problems"]
    return str(problem["code"])


# --- daily reports ----------------------------------------------------------------------------------------


def test_a_report_is_taken(cast: Cast, delegate: Sender) -> None:
    status, answer = delegate.report(cast.shop.pk, key="one")
    report = DailyReport.objects.get()
    assert (status, answer) == (
        201,
        {
            "receipt": f"20220208-{report.pk}",
            "workplace": cast.shop.pk,
            "day": "2022-02-08",
            "revision": 1,
            "all_clear": True,
            "dangers": [],
            "repeated": False,
            "received_at": "2022-02-08T00:30:00Z",
        },
    )
    assert (report.channel, report.source, report.person_id) == ("api", "union", cast.person("delegate of shop").pk)


def test_sent_again_it_gets_the_same_receipt(cast: Cast, delegate: Sender) -> None:
    _, first = delegate.report(cast.shop.pk, key="one")
    status, again = delegate.report(cast.shop.pk, key="one")
    assert status == 200
    assert again == first | {"repeated": True}


def test_a_key_with_other_content_is_a_conflict(cast: Cast, delegate: Sender) -> None:
    delegate.report(cast.shop.pk, key="one")
    status, answer = delegate.report(cast.shop.pk, key="one", fever=3)
    assert (status, code(answer)) == (409, "report.key_reused")
    assert DailyReport.objects.get().fever == 0


def test_keys_of_two_senders_do_not_meet(cast: Cast, delegate: Sender) -> None:
    assert delegate.report(cast.shop.pk, key="one")[0] == 201
    assert Sender(cast, "officer of district").report(cast.shop.pk, key="one", fever=3)[0] == 201


def test_by_credit_code(cast: Cast, delegate: Sender) -> None:
    cast.shop.credit_code = "91350100M000100Y43"
    cast.shop.save()
    assert delegate.report("91350100m000100y43")[0] == 201
    type(cast.shop).objects.create(**_copy(cast.shop), site="二车间")
    status, answer = delegate.report("91350100M000100Y43", fever=2)
    assert (status, code(answer)) == (422, "workplace.several")
    assert str(cast.shop.pk) in answer["problems"][0]["message"]


def _copy(place: Any) -> dict[str, Any]:
    kept = [field.attname for field in place._meta.concrete_fields if field.attname not in ("id", "site")]
    return {name: getattr(place, name) for name in kept}


def test_a_danger_is_named_in_the_answer(cast: Cast, delegate: Sender) -> None:
    _, answer = delegate.report(cast.shop.pk, confirmed=1, masks_in_stock=3, masks_needed_daily=90)
    assert (answer["all_clear"], answer["dangers"]) == (False, ["infection_at_workplace", "no_protective_supplies"])


@pytest.mark.parametrize("place", ["plant", "elsewhere"])
def test_what_is_not_yours_is_as_unknown_as_what_does_not_exist(cast: Cast, delegate: Sender, place: str) -> None:
    status, answer = delegate.report(getattr(cast, place).pk)
    nowhere_status, nowhere = delegate.report(999_999)
    assert (status, code(answer)) == (nowhere_status, code(nowhere)) == (404, "workplace.unknown")


def test_a_closed_workplace_is_a_conflict(cast: Cast) -> None:
    status, answer = Sender(cast, "officer of district").report(cast.closed.pk)
    assert (status, code(answer)) == (409, "workplace.closed")
    assert "2021-12-31" in answer["problems"][0]["message"]


def test_a_federation_states_what_it_heard(cast: Cast) -> None:
    officer = Sender(cast, "officer of district")
    assert officer.report(cast.shop.pk)[0] == 201
    assert officer.report(cast.shop.pk, source="employer")[0] == 201
    assert set(DailyReport.objects.values_list("source", flat=True)) == {"federation", "employer"}
    status, answer = officer.report(cast.shop.pk, source="union")
    assert (status, code(answer)) == (422, "field.invalid.choice")


@pytest.mark.parametrize("who", ["", "auditor of district", "administrator of district"])
def test_who_may_not_report(cast: Cast, who: str) -> None:
    assert Sender(cast, who).report(cast.shop.pk)[0] == (403 if who else 401)
    assert not DailyReport.objects.exists()


def test_the_description_tells_the_bodies(client: Client) -> None:
    """They are read by our own hands, so nobody else writes them down."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    report = paths["/api/v1/reports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(report["properties"]) == daily.KNOWN | set(parsing.ENVELOPE)
    seen = paths["/api/v1/observations"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(seen["properties"]) == set(parsing.OBSERVATION)
    assert "security" not in paths["/api/v1/observations"]["post"]


# --- bad input --------------------------------------------------------------------------------------------

BAD = [
    (b'{"workplace": 7,', "json.broken.at", "line 1, column 17"),
    (b"", "json.broken.at", "line 1, column 1"),
    ('{"remarks": "口罩"}'.encode("gbk"), "text.encoding", "byte 13"),
    (b"x" * 10_000_000, "body.too_large", "64 KB"),
    (b"[" * 60_000, "json.too_deep", "nested"),
]


@pytest.mark.parametrize(("body", "expected", "said"), BAD, ids=[row[1] for row in BAD])
def test_bad_bodies(cast: Cast, body: bytes, expected: str, said: str) -> None:
    status, answer = Sender(cast, "delegate of shop").post("reports", body)
    assert code(answer) == expected
    assert said in answer["problems"][0]["message"]
    assert status == (413 if expected == "body.too_large" else 400)
    _, chinese = Sender(cast, "delegate of shop", language="zh-CN").post("reports", body)
    assert code(chinese) == expected
    assert is_chinese(chinese["problems"][0]["message"])
    assert not DailyReport.objects.exists()


def is_chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_a_length_that_is_claimed_is_refused_before_reading(cast: Cast, delegate: Sender) -> None:
    with patch("django.http.HttpRequest.read", side_effect=AssertionError("was read")):
        status, answer = delegate.post("reports", b"{}" * parsing.LARGEST_BODY)
    assert (status, code(answer)) == (413, "body.too_large")


def test_all_wrong_fields_at_once(cast: Cast, delegate: Sender) -> None:
    status, answer = delegate.report(cast.shop.pk, headcount=-1, day="2022-02-09", colour="red", named=["dragons"])
    found = {problem["field"]: problem["code"] for problem in answer["problems"]}
    assert status == 422
    assert found == {
        "headcount": "number.negative",
        "day": "date.future",
        "colour": "field.unknown",
        "named": "category.unknown",
    }


def test_messages_are_in_the_language_asked_for(cast: Cast) -> None:
    _, english = Sender(cast, "delegate of shop").report(cast.shop.pk, headcount=-1)
    _, chinese = Sender(cast, "delegate of shop", language="zh-CN,zh;q=0.9").report(cast.shop.pk, headcount=-1)
    assert "below zero" in english["problems"][0]["message"]
    assert is_chinese(chinese["problems"][0]["message"])


# --- the list ---------------------------------------------------------------------------------------------


def test_the_list_has_what_counts_and_what_is_yours(cast: Cast) -> None:
    Sender(cast, "delegate of shop").report(cast.shop.pk, fever=1)
    Sender(cast, "delegate of shop").report(cast.shop.pk)
    Sender(cast, "delegate of plant").report(cast.plant.pk)
    status, answer = Sender(cast, "officer of district").get("reports?day=2022-02-08&territory=500113")
    assert status == 200
    assert [(row["workplace_name"], row["revision"]) for row in answer["items"]] == [
        (cast.shop.name, 2),
        (cast.plant.name, 1),
    ]
    assert answer["items"][0]["numbers"]["fever"] == 0
    assert answer["items"][0]["numbers"]["masks_in_stock"] is None
    for who, seen in [("officer of township", 1), ("officer of next district", 0), ("officer of group", 1)]:
        assert len(Sender(cast, who).get("reports?day=2022-02-08")[1]["items"]) == seen, who
    assert Sender(cast, "delegate of shop").get("reports?day=2022-02-08")[0] == 403


def test_the_list_has_pages(cast: Cast) -> None:
    for place in (cast.shop, cast.plant):
        Sender(cast, "officer of district").report(place.pk)
    first = Sender(cast, "officer of district").get("reports?day=2022-02-08&limit=1")[1]
    rest = Sender(cast, "officer of district").get(f"reports?day=2022-02-08&limit=1&after={first['next']}")[1]
    assert [row["workplace"] for row in first["items"] + rest["items"]] == [cast.shop.pk, cast.plant.pk]
    assert rest["next"] is None


@pytest.mark.parametrize("query", ["", "day=yesterday", "day=2022-02-08&territory=5x", "day=2022-02-08&limit=0"])
def test_a_list_of_nonsense_is_refused(cast: Cast, query: str) -> None:
    status, answer = Sender(cast, "officer of district").get(f"reports?{query}")
    assert status == 422
    assert answer["problems"][0]["field"] in query or not query


# --- dangers without an account ---------------------------------------------------------------------------


@pytest.fixture
def link(cast: Cast) -> str:
    return give_link(cast.plant, actor=system("test"), via="demo", at=MORNING).token


def danger(link: str, **changes: Any) -> dict[str, Any]:
    return {"link": link, "category": "no_protective_supplies", "day": "2022-02-08", "text": "没有口罩", **changes}


def test_a_danger_is_taken(cast: Cast, link: str) -> None:
    sender = Sender(cast)
    status, answer = sender.post("observations", danger(link, key="k" * 32))
    assert status == 201
    assert len(answer["receipt"]) == 16
    assert sender.post("observations", danger(link, key="k" * 32)) == (201, answer)
    assert sender.post("observations", danger(link, key="k" * 32, text="别的"))[0] == 409
    assert Observation.objects.get().workplace == cast.plant


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"link": "nonsense"}, 404, "report.link_unknown"),
        ({"category": "dragons"}, 422, "category.unknown"),
        ({"day": "2022-02-09"}, 422, "date.future"),
        ({"key": "1"}, 422, "key.unfit"),
        ({"phone": "123"}, 422, "field.unknown"),
    ],
)
def test_a_danger_is_refused(cast: Cast, link: str, changes: dict[str, Any], status: int, expected: str) -> None:
    answered, answer = Sender(cast).post("observations", danger(link) | changes)
    assert (answered, code(answer)) == (status, expected)
    assert not Observation.objects.exists()


def test_a_revoked_link_opens_nothing(cast: Cast, link: str) -> None:
    give_link(cast.plant, actor=system("test"), via="demo", at=timezone.now(), anew=True)
    assert Sender(cast).post("observations", danger(link))[0] == 404


def test_who_reports_a_danger_is_not_asked(cast: Cast, link: str) -> None:
    """Even somebody who is logged in, by mistake, leaves no trace of it."""
    Sender(cast, "delegate of plant").post("observations", danger(link))
    assert set(Event.objects.filter(subject_type="observation").values_list("actor", flat=True)) == {"anonymous"}

"""Cases through the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from qianshao.accounts.models import Membership, Token
from qianshao.casework import actions
from qianshao.core.models import Installation
from tests.casework.scene import HOUR, actor, again, kinds, open_case, sweep_until
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(cast: Cast, client: Client) -> Ask:
    """``ask("officer of district", "GET", "/cases", state="all")``; what is posted is JSON."""
    Installation.objects.create(generated=True, started_at=MORNING)

    def send(who: str, method: str, path: str, **given: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {_token(cast, who)}", "Accept-Language": "en"}
        if method == "GET":
            answer = client.get(f"/api/v1{path}", given, headers=headers)
        else:
            answer = client.post(f"/api/v1{path}", given, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return send


def _token(cast: Cast, who: str) -> str:
    membership = Membership.objects.get(person=cast.person(who))
    secret = f"secret of {who}"
    digest = sha256(secret.encode()).hexdigest()
    Token.objects.get_or_create(
        digest=digest, defaults={"membership": membership, "label": "test", "created_at": MORNING}
    )
    return secret


def test_a_list_and_its_pages(cast: Cast, ask: Ask) -> None:
    numbers = [open_case(cast.shop, kind).number for kind in ("retaliation", "crowding", "other")]
    status, found = ask("officer of district", "GET", "/cases", limit=2)
    assert status == 200 and found["total"] == 3 and len(found["cases"]) == 2
    _, rest = ask("officer of district", "GET", "/cases", limit=2, offset=2)
    assert {row["number"] for row in found["cases"] + rest["cases"]} == set(numbers)
    _, one = ask("officer of district", "GET", "/cases", category="crowding", territory="500113004", text="机械")
    assert [row["number"] for row in one["cases"]] == [numbers[1]]
    assert one["cases"][0]["opened_at"] == "2022-02-08T00:00:00Z", "to the hour"
    assert ask("officer of district", "GET", "/cases", territory="500113111")[1]["total"] == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"state": "x"}, "state"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"offset": -1}, "offset"),
        ({"category": "x"}, "category"),
        ({"territory": "50x"}, "territory"),
        ({"territory": "²"}, "territory"),
        ({"text": "x" * 101}, "text"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(cast: Cast, ask: Ask, asked: dict[str, Any], field: str) -> None:
    status, said = ask("officer of district", "GET", "/cases", **asked)
    assert status == 422
    assert [problem["field"] for problem in said["problems"]] == [field]


def test_a_whole_case(cast: Cast, ask: Ask) -> None:
    case = sweep_until(open_case(cast.plant), MORNING + 3 * HOUR)
    status, found = ask("officer of district", "GET", f"/cases/{case.number}")
    assert status == 200
    assert found["owner"] == "巴南区总工会" and found["owner_id"] == cast.district.pk
    assert found["reports"] == [
        {
            "at": "2022-02-08T00:00:00Z",
            "category": case.category,
            "daily_report": None,
            "words": "没有口罩",
        }
    ]
    assert [(step["body"], step["outcome"]) for step in found["steps"]] == [
        ("某集团工会", "silent"),
        ("巴南区总工会", ""),
    ]
    assert [entry["kind"] for entry in found["entries"]] == ["opened", "moved_up"]
    assert found["next"] == {"body_id": cast.city.pk, "body": "重庆市总工会", "nobody_above": False}


def test_what_is_not_ones_own_does_not_exist(cast: Cast, ask: Ask) -> None:
    case = open_case(cast.plant)
    for who, expected in (("officer of next district", 404), ("delegate of plant", 403), ("officer of district", 200)):
        assert ask(who, "GET", f"/cases/{case.number}")[0] == expected
    assert ask("officer of next district", "GET", "/cases", state="all")[1]["total"] == 0
    assert ask("officer of next district", "POST", f"/cases/{case.number}/acknowledge")[0] == 404
    status, said = ask("officer of district", "POST", f"/cases/{case.number}/act", text="x")
    assert status == 409 and said["problems"][0]["code"] == "case.not_owner"
    assert ask("auditor of district", "POST", f"/cases/{case.number}/act", text="x")[0] == 403


def test_without_a_token_nothing(cast: Cast, client: Client) -> None:
    assert client.get("/api/v1/cases").status_code == 401
    assert client.post("/api/v1/cases/x/act", {}, content_type="application/json").status_code in (401, 403)


def test_the_deeds(cast: Cast, ask: Ask) -> None:
    case = open_case(cast.shop, "retaliation")
    base = f"/cases/{case.number}"

    def do(deed: str, **given: Any) -> Any:
        status, found = ask("officer of district", "POST", f"{base}/{deed}", **given)
        assert status == 200, found
        return found

    assert do("acknowledge")["steps"][0]["acknowledged_at"]
    assert do("act", text="已联系")["entries"][-1]["text"] == "已联系"
    do("act", text="内部", for_reporter=False)
    do("ask", text="现在呢")
    assert do("resolve", text="已恢复")["closed_at"]
    assert do("reopen", text="又调岗了")["closed_at"] is None
    found = do("hand-over", to=cast.city.pk, text="请市里处理")
    assert found["owner"] == "重庆市总工会"
    assert kinds(case) == ["opened", "acknowledged", "acted", "acted", "asked", "resolved", "reopened", "handed_over"]
    assert list(case.entries.filter(kind="acted").values_list("for_reporter", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("deed", "given", "field"),
    [
        ("act", {}, "given"),
        ("act", {"text": " "}, "text"),
        ("act", {"text": "字" * 4001}, "text"),
        ("act", {"text": 1}, "text"),
        ("act", {"text": "x", "for_reporter": "perhaps"}, "for_reporter"),
        ("hand-over", {"text": "x"}, "to"),
        ("hand-over", {"text": "x", "to": 0}, "to"),
        ("hand-over", {"text": "x", "to": "city"}, "to"),
    ],
)
def test_a_deed_that_lacks_something_is_refused_by_its_field(
    cast: Cast, ask: Ask, deed: str, given: dict[str, Any], field: str
) -> None:
    case = open_case(cast.shop, "retaliation")
    status, said = ask("officer of district", "POST", f"/cases/{case.number}/{deed}", **given)
    assert status == 422
    assert [problem["field"] for problem in said["problems"]] in ([field], ["text"])
    assert kinds(case) == ["opened"]


def test_a_closed_case_is_closed(cast: Cast, ask: Ask) -> None:
    case = open_case(cast.shop, "retaliation")
    actions.resolve(case, "已恢复", actor=actor(cast), via="web", at=MORNING)
    status, said = ask("officer of district", "POST", f"/cases/{case.number}/act", text="x")
    assert status == 409 and said["problems"][0]["code"] == "case.closed"
    assert again(case).closed_at

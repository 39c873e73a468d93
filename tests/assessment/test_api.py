"""Interviews, codes and sheets through the JSON API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from qianshao.assessment import actions
from qianshao.assessment.models import Interview
from qianshao.assessment.queries.coding import first_pass, talk_of
from qianshao.core.actor import Via, person, system
from tests.cast import DAY, MORNING, Cast


def client(cast: Cast, who: str) -> Client:
    made = Client()
    made.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_an_interview_is_read_searched_and_coded(cast: Cast, interview: Interview) -> None:
    found = first_pass(talk_of(interview))
    actions.propose(interview, found.proposals, found.codebook, actor=system("test"), via=Via.SHELL, at=MORNING)
    officer, address = client(cast, "officer of district"), f"/api/v1/interviews/{interview.number}"
    assert officer.get("/api/v1/interviews").json()["interviews"][0]["turns"] == 4
    whole = officer.get(address).json()
    assert [turn["n"] for turn in whole["turns"]] == [1, 2, 3, 4]
    assert whole["place"]["code"] == "500113"
    assert "".join(part["text"] for part in whole["parts"]).count("口罩发了没有") == 1
    (hit,) = officer.get("/api/v1/interviews/search", {"q": "口罩"}).json()
    assert hit["hits"][0]["turn"] == 1
    first = officer.get(f"{address}/codes").json()[0]
    assert first["decisions"] == []
    said = officer.post(
        f"{address}/codes/{first['id']}/decide",
        {"verdict": "rejected", "memo": "不是"},
        content_type="application/json",
    )
    assert said.json()["decisions"][0] | {"at": ""} == {
        "coder": "officer-of-district",
        "verdict": "rejected",
        "memo": "不是",
        "at": "",
    }
    assert client(cast, "officer of next district").get(address).status_code == 404


def test_a_sheet_gives_parts_and_no_total(cast: Cast) -> None:
    by: dict[str, Any] = {"actor": person(cast.person("officer of city").pk), "via": Via.WEB, "at": MORNING}
    row = actions.open_appraisal(cast.district, DAY - timedelta(days=6), DAY, **by)
    officer = client(cast, "officer of district")
    assert [one["number"] for one in officer.get("/api/v1/appraisals").json()["sheets"]] == [row.number]
    sheet = officer.get(f"/api/v1/appraisals/{row.number}").json()
    assert [one["nature"] for one in sheet["natures"]] == ["political", "advanced", "masses"]
    assert sheet["judgements"] == []
    assert all(one["among"] is None for nature in sheet["natures"] for one in nature["indicators"])

"""Pages of the ledger, its command and its operation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qianshao.config.cli import main
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.resumption import actions
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import ListRow, Paper, Statement
from tests.cast import DAY, MORNING, Cast

SAID: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
Log = Callable[[str], Client]


def test_the_command_prints_day_territory_total_and_rows(cast: Cast) -> None:
    actions.state(Draft(cast.plant, "working", DAY, "authority"), **SAID)
    asked = [
        "restarts",
        "--territory",
        "500113",
        "--by",
        "industry,ownership,size,township",
        "--day",
        str(DAY),
        "--json",
    ]
    said = json.loads(CliRunner().invoke(main, asked).stdout)
    assert (said["day"], said["territory"], said["total"], said["day_before"]) == (str(DAY), "500113", 1, 0)
    kinds = {"industry": "C", "ownership": "central_state", "size": "medium", "township": "500113111"}
    assert said["rows"] == [kinds | {"count": 1, "day_before": 0}]


def test_a_kind_that_is_none_is_refused(cast: Cast) -> None:
    assert "colour" in CliRunner().invoke(main, ["restarts", "--by", "colour"]).output


def test_an_officer_records_with_a_paper(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    form = {
        "standing": "filed",
        "holds_from": str(DAY),
        "source": "authority",
        "source_name": "镇街名单",
        "rule": "chongqing_24",
    }
    paper = SimpleUploadedFile("报备表.pdf", b"%PDF-1.4 form")
    answer = client.post(reverse("resumption:record", args=[cast.plant.pk]), form | {"paper": paper})
    assert answer.status_code == 302
    row = Statement.objects.get()
    assert (row.standing, row.rule, row.person) == ("filed", "chongqing_24", cast.person("officer of district"))
    sent = client.get(reverse("resumption:paper", args=[Paper.objects.get().pk]))
    assert sent.content == b"%PDF-1.4 form"
    shown = client.get(reverse("resumption:ledger", args=[cast.plant.pk])).content.decode()
    assert "报备表.pdf" in shown and "镇街名单" in shown


def test_what_is_no_paper_leaves_nothing_behind(cast: Cast, as_person: Log) -> None:
    form = {"standing": "filed", "holds_from": str(DAY), "source": "authority"}
    program = SimpleUploadedFile("list.pdf", b"MZ program")
    client = as_person("officer of district")
    answer = client.post(reverse("resumption:record", args=[cast.plant.pk]), form | {"paper": program})
    assert answer.status_code == 422
    assert not Statement.objects.exists()
    with pytest.raises(Problem, match=r"file\.no_paper"):
        actions.add_paper(
            actions.state(Draft(cast.plant, "filed", DAY, "union"), **SAID), b"PK\x03\x04", name="x", **SAID
        )


def test_the_question_as_a_page_and_as_a_sheet(cast: Cast, as_person: Log) -> None:
    actions.state(Draft(cast.plant, "working", DAY, "authority"), **SAID)
    client = as_person("officer of district")
    asked = {"day": str(DAY), "by": ["ownership", "township"], "standing": "working"}
    assert "麻柳嘴镇" in client.get(reverse("resumption:question"), asked).content.decode()
    sheet = client.get(reverse("resumption:question"), asked | {"format": "csv"}).content.decode()
    assert "麻柳嘴镇,1,0" in sheet
    listed = client.get(reverse("resumption:watch_list"), {"standing": "unknown", "day": str(DAY)}).content.decode()
    assert cast.shop.name in listed and cast.plant.name not in listed


def test_a_list_is_checked_taken_in_and_judged(cast: Cast, as_person: Log) -> None:
    client = as_person("officer of district")
    content = "企业名称,复工状态,复工日期\n鱼洞机械配件厂,已报备,2022-02-06\n".encode()
    form = {
        "source": "authority",
        "source_name": "名单",
        "standing": "filed",
        "file": SimpleUploadedFile("l.csv", content),
    }
    checked = client.post(reverse("resumption:import"), form)
    assert checked.status_code == 200 and not ListRow.objects.exists()
    token = checked.context["upload"].token
    client.post(reverse("resumption:import"), {"step": "apply", "upload": token})
    row = ListRow.objects.get()
    review = reverse("resumption:review", args=[row.sheet_id])
    assert cast.shop.name in client.get(review).content.decode()
    client.post(reverse("resumption:decide", args=[row.pk, "accept"]), {"workplace": cast.shop.pk})
    assert Statement.objects.get().workplace == cast.shop
    client.post(reverse("resumption:decide", args=[row.pk, "undo"]))
    assert ListRow.objects.get().state == "uncertain"


def test_programs_ask_the_same(cast: Cast, as_person: Log) -> None:
    actions.state(Draft(cast.plant, "working", DAY, "authority"), **SAID)
    answer = as_person("officer of district").get("/api/v1/restarts", {"day": str(DAY), "by": "size"}).json()
    assert answer["total"] == 1 and answer["rows"] == [{"size": "medium", "count": 1, "day_before": 0}]

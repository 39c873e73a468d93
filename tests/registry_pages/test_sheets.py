"""Importing a list in two steps: what would happen, then what happened."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qianshao.registry import uploads
from qianshao.registry.models import Dispute, Workplace
from tests.cast import Cast

LogIn = Callable[[str], Client]
OFFICER = "officer of district"

GOOD = "单位名称,所属镇街,职工人数\n巴南一厂,麻柳嘴镇,120\n巴南二厂,鱼洞街道,80\n"
MIXED = GOOD + "巴南三厂,没有这个镇,10\n巴南四厂,鱼洞街道,-5\n"


def send(client: Client, content: bytes, name: str = "list.csv", **more: str) -> Any:
    return client.post("/registry/import/", {"file": SimpleUploadedFile(name, content), **more})


def token_of(page: str) -> str:
    found = re.search(r'name="upload" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def apply(client: Client, token: str) -> Any:
    return client.post("/registry/import/", {"step": "apply", "upload": token})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_first_it_is_checked_then_imported(encoding: str, cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    checked = send(client, GOOD.encode(encoding)).content.decode()
    assert not Workplace.objects.filter(name="巴南一厂").exists()
    done = apply(client, token_of(checked))
    assert done.status_code == 200
    place = Workplace.objects.get(name="巴南一厂")
    assert (place.township_code, place.headcount, place.source) == ("500113111", 120, "list.csv")


def test_the_source_is_what_the_sender_says(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    apply(client, token_of(send(client, GOOD.encode(), source="区经信委名单").content.decode()))
    assert Workplace.objects.get(name="巴南一厂").source == "区经信委名单"


def test_each_bad_row_is_named_and_comes_back_as_a_sheet(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    checked = send(client, MIXED.encode()).content.decode()
    assert "没有这个镇" in checked
    assert "-5" in checked
    token = token_of(checked)
    apply(client, token)
    assert set(Workplace.objects.filter(name__startswith="巴南").values_list("name", flat=True)) == {
        "巴南一厂",
        "巴南二厂",
    }
    sheet = client.get(f"/registry/import/{token}/refused.csv")
    assert "attachment" in sheet["Content-Disposition"]
    rows = sheet.content.decode("utf-8-sig")
    assert "巴南三厂" in rows
    assert "巴南四厂" in rows
    assert "巴南一厂" not in rows


def test_the_same_list_twice_changes_nothing(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    for _ in range(2):
        done = apply(client, token_of(send(client, GOOD.encode()).content.decode()))
    assert done.status_code == 200
    assert Workplace.objects.filter(name__startswith="巴南").count() == 2
    assert not Dispute.objects.exists()


def test_the_button_pressed_twice_imports_once_and_says_so(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    token = token_of(send(client, GOOD.encode()).content.decode())
    apply(client, token)
    again = apply(client, token)
    assert again.status_code == 410
    assert 'role="alert"' in again.content.decode()
    assert Workplace.objects.filter(name__startswith="巴南").count() == 2


def test_what_lies_outside_the_own_territory_is_refused(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    sheet = "单位名称,所属镇街,职工人数\n别处一厂,500115007,120\n"
    checked = send(client, sheet.encode()).content.decode()
    apply(client, token_of(checked))
    assert not Workplace.objects.filter(name="别处一厂").exists()


def test_the_sheet_of_another_cannot_be_fetched_or_applied(cast: Cast, as_person: LogIn) -> None:
    token = token_of(send(as_person("officer of city"), MIXED.encode()).content.decode())
    client = as_person(OFFICER)
    assert client.get(f"/registry/import/{token}/refused.csv").status_code == 404
    assert apply(client, token).status_code == 410
    assert not Workplace.objects.filter(name="巴南一厂").exists()


@pytest.mark.parametrize("token", ["", "x", "../../secret_key", "0" * 32, "G" * 32])
def test_an_invented_sheet_is_not_there(token: str, cast: Cast, as_person: LogIn) -> None:
    assert apply(as_person(OFFICER), token).status_code == 410


def test_no_file_is_said_at_its_field(cast: Cast, as_person: LogIn) -> None:
    answer = as_person(OFFICER).post("/registry/import/", {"source": "区经信委名单"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "区经信委名单" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("list.csv", b"\xff\xfe\x00bad"), ("list.xlsx", b"no workbook"), ("list.csv", b"a,b\n1,2\n"), ("list.csv", b"")],
)
def test_what_is_no_list_is_refused_in_words(name: str, content: bytes, cast: Cast, as_person: LogIn) -> None:
    answer = send(as_person(OFFICER), content, name)
    assert answer.status_code in (400, 422)
    assert 'class="error"' in answer.content.decode() or 'role="alert"' in answer.content.decode()


def test_a_file_of_more_than_10_mb_is_refused(cast: Cast, as_person: LogIn) -> None:
    answer = send(as_person(OFFICER), b"x" * (uploads.LARGEST + 1))
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()


def test_a_group_without_a_territory_is_told_where_to_send_it(cast: Cast, as_person: LogIn) -> None:
    answer = send(as_person("officer of group"), GOOD.encode())
    assert answer.status_code == 403
    assert not Workplace.objects.filter(name="巴南一厂").exists()


def test_the_empty_sheet_is_understood_by_the_import(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    sheet = client.get("/registry/import/template.csv").content
    assert sheet.startswith(b"\xef\xbb\xbf")
    headings = sheet.decode("utf-8-sig").strip().split(",")
    row = {"单位名称": "巴南五厂", "所属镇街": "鱼洞街道", "职工人数": "7"}
    line = ",".join(row.get(heading, "") for heading in headings)
    apply(client, token_of(send(client, sheet + line.encode()).content.decode()))
    assert Workplace.objects.get(name="巴南五厂").headcount == 7


def test_sheets_are_kept_for_an_hour_for_the_program_alone(cast: Cast, own_data: Path) -> None:
    upload = uploads.keep(b"x", source="list", owner="1")
    (file,) = (own_data / "uploads").glob("*.sheet")
    assert file.stat().st_mode & 0o077 == 0
    old = file.stat().st_mtime - uploads.KEPT - 1
    os.utime(file, (old, old))
    uploads.keep(b"y", source="list", owner="1")
    assert not file.exists()
    assert upload.token in file.name

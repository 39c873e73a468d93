"""The worker's pages: no account, no trace, one receipt."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import translation

from qianshao.core import clock
from qianshao.core.actor import system
from qianshao.intake import queries
from qianshao.intake.actions import give_link
from qianshao.intake.models import Observation, ReportLink
from tests.cast import DAY, MORNING, Cast

PAGES = ["/report-danger/", "/w/{token}/", "/w/{token}/qr.svg"]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    with translation.override(None):
        yield


@pytest.fixture
def token(cast: Cast) -> str:
    return give_link(cast.plant, actor=system("test"), via="demo", at=MORNING).token


@pytest.fixture
def address(token: str) -> str:
    return f"/w/{token}/"


@pytest.fixture
def worker() -> Client:
    """Insists on CSRF like a browser's server would, and has no cookie."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def text(answer: Answer) -> str:
    return answer.content.decode()


def key(answer: Answer) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text(answer))
    assert found
    return found[1]


def receipt(answer: Answer) -> str:
    found = re.search(r'class="receipt"[^>]*>([\d ]+)<', text(answer))
    assert found, text(answer)
    return found[1].replace(" ", "")


def send(worker: Client, address: str, **changes: Any) -> Any:
    sent = {"key": key(worker.get(address)), "category": "no_protective_supplies", "when": "today", "text": "没有口罩"}
    return worker.post(address, sent | changes)


def test_a_danger_is_sent_and_answered_with_a_receipt(worker: Client, address: str, cast: Cast) -> None:
    page = worker.get(address)
    assert cast.plant.name in text(page) and "No protective supplies" in text(page)
    answer = send(worker, address)
    assert queries.observation_of_receipt(receipt(answer)) == Observation.objects.get()
    row = Observation.objects.get()
    assert (row.workplace, row.category, row.text, row.day) == (cast.plant, "no_protective_supplies", "没有口罩", DAY)


def test_sent_again_it_is_the_same_report_and_receipt(worker: Client, address: str) -> None:
    once = key(worker.get(address))
    first, again = send(worker, address, key=once), send(worker, address, key=once)
    assert receipt(first) == receipt(again)
    changed = send(worker, address, key=once, text="别的")
    assert changed.status_code == 409 and "Send it once more" in text(changed) and "别的" in text(changed)
    assert receipt(send(worker, address, key=key(changed), text="别的")) != receipt(first)
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ({"when": "today"}, DAY),
        ({"when": "yesterday"}, DAY - timedelta(days=1)),
        ({"when": "earlier", "earlier": "2022-02-03"}, DAY - timedelta(days=5)),
    ],
)
def test_when_it_was(worker: Client, address: str, when: dict[str, str], day: object) -> None:
    send(worker, address, **when)
    assert Observation.objects.get().day == day


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"category": ""}, "Choose what is wrong"),
        ({"category": "dragons"}, "no kind of danger"),
        ({"text": "x" * 2001}, "longer than 2000"),
        ({"when": "earlier", "earlier": "2022-02-09"}, "future"),
        ({"when": "earlier", "earlier": "2021-02-09"}, "days ago"),
        ({"when": "once upon a time"}, "not a date"),
        ({"key": "1"}, "key does not fit"),
    ],
)
def test_what_was_typed_is_kept(worker: Client, address: str, changes: dict[str, str], said: str) -> None:
    answer = send(worker, address, **{"text": "夜班 & <b>", **changes})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "夜班 &amp; &lt;b&gt;" in text(answer) or "text" in changes
    assert 'value="no_protective_supplies" required checked' in text(answer) or "category" in changes
    assert not Observation.objects.exists()


def test_few_people_are_warned(worker: Client, address: str, cast: Cast) -> None:
    assert "Few people work here" not in text(worker.get(address))
    cast.plant.headcount = 19
    cast.plant.save()
    assert "Few people work here" in text(worker.get(address))


def test_a_link_that_was_replaced_opens_nothing(worker: Client, address: str, cast: Cast) -> None:
    give_link(cast.plant, actor=system("test"), via="demo", at=MORNING, anew=True)
    for path in (address, f"{address}qr.svg"):
        assert worker.get(path).status_code == 404
    assert worker.post(address, {"category": "other"}).status_code == 404


# --- by name ----------------------------------------------------------------------------------------------


def test_by_name(worker: Client, cast: Cast) -> None:
    found = worker.post("/report-danger/", {"name": "沿江"})
    assert cast.plant.name in text(found) and "麻柳嘴镇" in text(found)
    address = re.findall(r'class="choice" href="([^"]+)"', text(found))[0]
    assert receipt(send(worker, address))
    assert Observation.objects.get().workplace == cast.plant


def test_a_search_tells_little(worker: Client, cast: Cast) -> None:
    ReportLink.objects.create(workplace=cast.plant, token="secret", created_at=MORNING)
    assert cast.plant.name not in text(worker.post("/report-danger/", {"name": "沿"}))
    assert cast.closed.name not in text(worker.post("/report-danger/", {"name": "旧厂"}))
    found = text(worker.post("/report-danger/", {"name": "沿江"}))
    for secret in ("secret", "900", cast.plant_union.name, cast.group_union.name):
        assert secret not in found


def test_the_number_of_a_workplace_opens_nothing(worker: Client, cast: Cast) -> None:
    assert worker.get(f"/report-danger/{cast.plant.pk}/").status_code == 404


# --- no trace ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_left_on_the_phone(worker: Client, token: str, path: str) -> None:
    for method in (worker.get, worker.post):
        answer = method(path.format(token=token), {"name": "沿江", "category": "other", "when": "today"})
        assert answer.status_code in (200, 422)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert apps.get_model("sessions", "Session").objects.count() == 0


MARKS = {
    "REMOTE_ADDR": "198.51.100.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.66",
    "HTTP_USER_AGENT": "MarkedTelephone/9.9",
    "HTTP_REFERER": "http://127.0.0.1/marked-referrer",
    "HTTP_X_MARK": "planted-header",
    "HTTP_COOKIE": "marked=planted-cookie",
    "HTTP_ACCEPT_LANGUAGE": "zh-CN,mn;q=0.123",
}
TRACES = ["198.51.100.77", "203.0.113.66", "MarkedTelephone", "marked-referrer", "planted-", "0.123"]


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_sender_is_kept(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], cast: Cast, tmp_path: Path
) -> None:
    """Everything that could hold a trace is searched: each table, the database's file, and what was logged."""
    caplog.set_level(logging.DEBUG)
    address = f"/w/{give_link(cast.plant, actor=system('test'), via='demo', at=MORNING).token}/"
    worker = Client(enforce_csrf_checks=True)
    worker.defaults.update(MARKS)
    digits = receipt(send(worker, address))
    send(worker, address, category="dragons")
    worker.post("/report-danger/", {"name": "沿江"})
    worker.get("/w/nonsense/")
    body = {"link": address.split("/")[2], "category": "other", "day": "2022-02-08"}
    worker.post("/api/v1/observations", body, content_type="application/json")
    worker.post("/api/v1/observations", "{", content_type="application/json")
    assert Observation.objects.count() == 2

    # The search finds what is there.
    assert "没有口罩" in "".join(_rows())
    assert connection.vendor != "sqlite" or "没有口罩".encode() in _database_file(tmp_path)
    logged = caplog.text + "".join(capfd.readouterr())
    for trace in [*TRACES, digits]:
        assert trace not in logged, trace
        assert trace not in "".join(_rows()), trace
        assert trace.encode() not in _database_file(tmp_path), trace
    assert "没有口罩" not in logged


def _rows() -> Iterator[str]:
    """Every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - no input in it
            for row in cursor.fetchall():
                yield repr(row)


def _database_file(tmp_path: Path) -> bytes:
    """SQLite's own pages, as they would lie on disk: also what was deleted. PostgreSQL's belong to its server."""
    if connection.vendor != "sqlite":
        return b""
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    return copy.read_bytes()


# --- the poster -------------------------------------------------------------------------------------------


def test_the_code_is_a_picture_of_the_address(worker: Client, address: str) -> None:
    answer = worker.get(f"{address}qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content and b"style=" not in answer.content


def test_a_poster_is_made_replaced_and_printed(cast: Cast, client: Client) -> None:
    client.force_login(cast.person("officer of township"), backend="django.contrib.auth.backends.ModelBackend")
    path = f"/workplaces/{cast.plant.pk}/poster/"
    assert not ReportLink.objects.exists() and client.get(path).status_code == 200
    assert not ReportLink.objects.exists()
    first = text(client.post(path, {"step": "first"}, follow=True))
    token = ReportLink.objects.get().token
    assert f"http://testserver/w/{token}/" in first and f"/w/{token}/qr.svg" in first
    second = text(client.post(path, {"step": "anew"}, follow=True))
    assert token not in second
    assert f"/w/{ReportLink.objects.get(revoked_at=None).token}/" in second


def test_whose_poster_it_is(cast: Cast, client: Client) -> None:
    for who, status in [
        ("officer of next district", 404),
        ("delegate of plant", 403),
        ("auditor of district", 403),
        ("officer of group", 200),
    ]:
        client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/workplaces/{cast.plant.pk}/poster/").status_code == status, who


# --- what could tell --------------------------------------------------------------------------------------


def test_what_could_tell_is_pointed_out_before_anything_is_sent(worker: Client, address: str) -> None:
    words = {"text": "我是唯一的夜班焊工，电话13800001234"}
    answer = send(worker, address, **words)
    shown = text(answer)
    assert answer.status_code == 200 and "Not sent yet" in shown and "13800001234</q>" in shown
    assert not Observation.objects.exists()
    sure = re.findall(r'name="sure" value="([^"]+)"', shown)[0]
    assert receipt(send(worker, address, **words, sure=sure, key=key(answer)))
    assert Observation.objects.get().text == words["text"], "the reporter decides"


def test_changed_words_that_tell_more_are_pointed_out_anew(worker: Client, address: str) -> None:
    shown = text(send(worker, address, text="我是唯一的焊工", sure="only"))
    assert "Not sent yet" in shown, "the post was not pointed out before"
    assert receipt(send(worker, address, text="没有口罩", sure="only")), "nothing is left to point out"


def test_at_a_small_workplace_any_words_are_asked_about(worker: Client, address: str, cast: Cast) -> None:
    cast.plant.headcount = 19
    cast.plant.save()
    assert "Few people work here, so that" in text(send(worker, address))
    assert receipt(send(worker, address, sure="small"))
    assert receipt(send(worker, address, text="")), "the tick alone tells nothing"


def test_the_closest_union_can_be_passed_over(worker: Client, address: str) -> None:
    assert "pass it over" in text(worker.get(address))
    send(worker, address, pass_over="1")
    send(worker, address)
    assert list(Observation.objects.order_by("pk").values_list("pass_over", flat=True)) == [True, False]

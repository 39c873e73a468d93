"""The delegate's pages: two taps when all is well, nothing typed is lost, and one report however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest
from django.test import Client
from django.utils import translation

from qianshao.core import clock
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, Source
from tests.cast import DAY, MORNING, Cast

Log = Callable[[str], Client]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _at(monkeypatch, MORNING)
    with translation.override(None):
        yield


def _at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def text(answer: Answer) -> str:
    return answer.content.decode()


def hidden(answer: Answer) -> dict[str, str]:
    """The hidden fields of the form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', text(answer))
    return {name: value for name, value in found if name not in ("csrfmiddlewaretoken", "next")}


def value_of(answer: Answer, name: str) -> str:
    found = re.search(rf'<input id="{name}" name="{name}" value="([^"]*)"', text(answer))
    assert found, name
    return found[1]


@pytest.fixture
def delegate(as_person: Log) -> Client:
    client = as_person("delegate of shop")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/report/{cast.shop.pk}/"


ZEROS = dict.fromkeys(
    (
        "fever",
        "respiratory",
        "suspected",
        "confirmed",
        "asymptomatic",
        "absent_unexplained",
        "dormitory_rooms_over_limit",
    ),
    "0",
)


def test_two_taps_when_all_is_well(delegate: Client, cast: Cast, address: str) -> None:
    assert delegate.get("/report/").headers["Location"] == address
    first = delegate.get(address)
    assert value_of(first, "headcount") == "100"
    confirm = delegate.post(address, {**hidden(first), "headcount": "98", "step": "confirm"})
    assert "With fever" in text(confirm) and "98" in text(confirm)
    assert not DailyReport.objects.exists()
    done = delegate.post(address, {**hidden(confirm), "step": "file"}, follow=True)
    report = DailyReport.objects.get()
    assert (report.headcount, report.fever, report.all_clear, report.source) == (98, 0, True, "union")
    assert (report.channel, report.person_id) == ("web", cast.person("delegate of shop").pk)
    assert f"20220208-{report.pk}" in text(done) and "08:30:00" in text(done)


def test_a_second_tap_files_nothing(delegate: Client, address: str) -> None:
    sent = {**hidden(delegate.get(address)), "headcount": "98", "step": "file"}
    first, second = delegate.post(address, sent), delegate.post(address, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert DailyReport.objects.count() == 1


def test_yesterdays_people_are_proposed(delegate: Client, address: str) -> None:
    yesterday = (DAY - timedelta(days=1)).isoformat()
    page = delegate.get(address, {"day": yesterday})
    delegate.post(address, {**hidden(page), "headcount": "77", "step": "file"})
    assert DailyReport.objects.get().day.isoformat() == yesterday
    today = delegate.get(address)
    assert value_of(today, "headcount") == "77"
    assert yesterday in text(today)


def test_what_is_wrong_is_asked_in_full(delegate: Client, address: str) -> None:
    page = delegate.get(address)
    onward = delegate.post(address, {**hidden(page), "headcount": "90", "step": "wrong"}, follow=True)
    assert (value_of(onward, "headcount"), value_of(onward, "fever"), value_of(onward, "masks_in_stock")) == (
        "90",
        "0",
        "",
    )
    sent = {**hidden(onward), **ZEROS, "headcount": "90", "fever": "2", "disinfected": "false", "named": ["other"]}
    done = delegate.post(address + "full/", {**sent, "remarks": "夜班缺口罩"}, follow=True)
    report = DailyReport.objects.get()
    assert report.dangers == ["no_disinfection_or_measuring", "other", "symptomatic_at_work"]
    assert report.remarks == "夜班缺口罩"
    assert "People with symptoms at work" in text(done)
    assert Event.objects.filter(needs_work=True).count() == 1


def test_what_was_typed_is_kept(delegate: Client, address: str) -> None:
    page = delegate.get(address + "full/")
    sent = {
        **hidden(page),
        "headcount": "ninety",
        "fever": "-2",
        "confirmed": "3",
        "named": ["other"],
        "remarks": "夜班",
    }
    answer = delegate.post(address + "full/", sent)
    assert answer.status_code == 422
    assert [value_of(answer, name) for name in ("headcount", "fever", "confirmed")] == ["ninety", "-2", "3"]
    assert 'value="other" checked' in text(answer)
    assert ">夜班</textarea>" in text(answer)
    assert hidden(answer)["key"] == hidden(page)["key"]
    for name in ("headcount", "fever"):
        assert f'id="{name}-problem"' in text(answer) and f'href="#{name}"' in text(answer)
    assert not DailyReport.objects.exists()


def test_a_wrong_headcount_is_kept_on_the_short_form(delegate: Client, address: str) -> None:
    page = delegate.get(address)
    answer = delegate.post(address, {**hidden(page), "headcount": "-5", "step": "confirm"})
    assert answer.status_code == 422
    assert value_of(answer, "headcount") == "-5"
    assert "below zero" in text(answer)


def test_a_form_that_says_nothing_wrong_is_all_clear_or_incomplete(delegate: Client, address: str) -> None:
    page = delegate.get(address + "full/")
    silent = delegate.post(address + "full/", {**hidden(page), "headcount": "90"})
    assert silent.status_code == 422
    assert all(f'id="{name}-problem"' in text(silent) for name in ZEROS)
    delegate.post(address + "full/", {**hidden(page), **ZEROS, "headcount": "90"})
    assert DailyReport.objects.get().all_clear


def test_what_is_filed_is_shown_and_can_be_corrected(delegate: Client, address: str) -> None:
    page = delegate.get(address + "full/")
    first = {**hidden(page), **ZEROS, "headcount": "90", "fever": "2", "named": ["crowding"], "disinfected": "true"}
    delegate.post(address + "full/", first)
    shown = delegate.get(address, follow=True)
    assert "Correct it" in text(shown)
    again = delegate.get(address + "full/")
    assert (value_of(again, "fever"), value_of(again, "masks_in_stock")) == ("2", "")
    ticked = re.findall(r'value="(\w+)" checked', text(again))
    assert ticked == ["crowding", "true"]
    delegate.post(address + "full/", {**hidden(again), **ZEROS, "headcount": "90"}, follow=True)
    old, new = DailyReport.objects.order_by("revision")
    assert (old.all_clear, new.all_clear, new.revision) == (False, True, 2)
    assert "corrected later" in text(delegate.get(f"/reports/{old.pk}/"))
    assert "version 2" in text(delegate.get(f"/reports/{new.pk}/"))


def test_going_back_and_changing_is_offered_as_a_correction(delegate: Client, address: str) -> None:
    """The form in the browser's history still has the key that was used."""
    page = delegate.get(address + "full/")
    sent = {**hidden(page), **ZEROS, "headcount": "90"}
    delegate.post(address + "full/", sent)
    changed = delegate.post(address + "full/", {**sent, "fever": "1"})
    assert changed.status_code == 409
    assert "Send it once more" in text(changed)
    assert value_of(changed, "fever") == "1"
    delegate.post(address + "full/", {**sent, "fever": "1", **hidden(changed)})
    assert [report.fever for report in DailyReport.objects.order_by("revision")] == [0, 1]


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [("2022-02-09", 422, "future"), ("2022-01-01", 422, "days ago"), ("08.02.2022", 422, "not a date")],
)
def test_days_that_cannot_be(delegate: Client, address: str, day: str, status: int, said: str) -> None:
    answer = delegate.get(address, {"day": day})
    assert answer.status_code == status
    assert said in text(answer)


def test_after_the_hour_it_is_late(delegate: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "marked as late" not in text(delegate.get(address))
    _at(monkeypatch, MORNING + timedelta(hours=2))
    page = delegate.get(address)
    assert "It is after 10:00" in text(page)
    done = delegate.post(address, {**hidden(page), "headcount": "9", "step": "file"}, follow=True)
    assert '<span class="state warn">late</span>' in text(done)


def test_a_closed_workplace_is_refused_by_name(as_person: Log, cast: Cast) -> None:
    client = as_person("officer of district")
    page = client.get(f"/report/{cast.closed.pk}/", headers={"accept-language": "en"})
    sent = {**hidden(page), "headcount": "3", "step": "file"}
    answer = client.post(f"/report/{cast.closed.pk}/", sent, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert cast.closed.name in text(answer) and value_of(answer, "headcount") == "3"


@pytest.mark.parametrize("place", ["plant", "elsewhere"])
def test_a_delegate_sees_no_other_workplace(delegate: Client, cast: Cast, place: str) -> None:
    pk = getattr(cast, place).pk
    for path in (f"/report/{pk}/", f"/report/{pk}/full/"):
        assert delegate.get(path).status_code == 404
        assert delegate.post(path, {"headcount": "1", "step": "file"}).status_code == 404
    assert not DailyReport.objects.exists()


def test_a_report_of_others_is_not_shown(delegate: Client, cast: Cast, as_person: Log) -> None:
    officer = as_person("officer of district")
    page = officer.get(f"/report/{cast.plant.pk}/")
    shown = officer.post(f"/report/{cast.plant.pk}/", {**hidden(page), "headcount": "1", "step": "file"})
    assert as_person("delegate of shop").get(shown.headers["Location"]).status_code == 404


def test_an_officer_chooses_and_states_what_was_heard(as_person: Log, cast: Cast) -> None:
    officer = as_person("officer of district")
    listed = text(officer.get("/report/"))
    assert cast.plant.name in listed and cast.shop.name in listed
    assert cast.closed.name not in listed and cast.elsewhere.name not in listed
    found = text(officer.get("/report/", {"q": "钛业"}))
    assert cast.plant.name in found and cast.shop.name not in found
    address = f"/report/{cast.plant.pk}/"
    for source in ("federation", "employer"):
        page = officer.get(address, {"source": source})
        officer.post(address, {**hidden(page), "headcount": "900", "step": "file"})
    assert set(DailyReport.objects.values_list("source", flat=True)) == {Source.FEDERATION, Source.EMPLOYER}


def test_the_source_cannot_be_borrowed(delegate: Client, address: str) -> None:
    delegate.post(address, {"headcount": "9", "step": "file", "source": "employer", "day": "2022-02-08"})
    assert DailyReport.objects.get().source == "union"


def test_who_may_not_report(as_person: Log, address: str, client: Client) -> None:
    assert client.get(address).status_code == 302
    for who in ("auditor of district", "administrator of district", "stranger"):
        assert as_person(who).get(address).status_code == 403


def test_a_name_in_a_remark_is_text_and_nothing_else(delegate: Client, address: str) -> None:
    page = delegate.get(address + "full/")
    sent: dict[str, Any] = {**hidden(page), **ZEROS, "headcount": "90", "remarks": "<script>alert(1)</script>"}
    done = delegate.post(address + "full/", sent, follow=True)
    assert "<script>alert" not in text(done)

"""The daily meeting: it prepares itself, nobody's words are overwritten, and what is ordered is asked about later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document
from icalendar import Calendar

from qianshao.briefing.meetings import actions, queries
from qianshao.briefing.meetings.actions import Decision
from qianshao.briefing.meetings.wording import say
from qianshao.briefing.models import Attendance, Item, Meeting
from qianshao.briefing.rolls import actions as rolls
from qianshao.casework.models import Case, Commitment
from qianshao.config.work import HANDLERS
from qianshao.core import clock, events
from qianshao.core.actor import system
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from qianshao.intake.rules.daily import Numbers
from qianshao.notices.models import Notice
from tests.cast import DAY, MORNING, Cast, scope

SAID: dict[str, Any] = {"actor": system("test"), "via": "shell"}
AFTER = datetime(2022, 2, 8, 2, 5, tzinfo=UTC)
NOON = AFTER + timedelta(hours=2)
EVENING = AFTER + timedelta(hours=8)
OFFICER = "officer of district"
DANGER = "no_protective_supplies"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """The shop has reported that all is well, a worker that there are no masks at the plant; the plant is silent."""
    numbers = Numbers(headcount=100, fever=0, confirmed=0)
    intake.file_daily_report(intake.Submission(cast.shop, DAY, "union", numbers, "web"), at=MORNING, **SAID)
    intake.report_danger(
        workplace=cast.plant, category=DANGER, text="没有口罩", day=DAY, channel="web", via="web", at=MORNING, key="k"
    )
    rolls.sweep(AFTER)
    while events.work_one(HANDLERS):
        pass
    return Meeting.objects.get(body=cast.district)


def point(meeting: Meeting, kind: str) -> Item:
    return Item.objects.get(meeting=meeting, kind=kind)


def order(item: Item, cast: Cast, text: str = "今天17点前送到口罩") -> Item:
    decision = Decision(item.version, "ordered", text, cast.group_union, EVENING)
    return actions.decide(item, decision, at=NOON, **SAID)


def test_it_prepares_itself_when_the_roll_is_closed(cast: Cast, meeting: Meeting) -> None:
    kinds = {item.kind: say(item).title for item in Item.objects.filter(meeting=meeting)}
    assert set(kinds) == {"serious", "silent"}
    assert cast.plant.name in kinds["serious"] and cast.plant.name in kinds["silent"]
    assert "没有口罩" not in str(list(Item.objects.values_list("facts", flat=True))), "no word of a reporter"
    assert (meeting.figures["answered"], meeting.figures["silent"]) == (1, 1)
    assert {row.body for row in Attendance.objects.filter(meeting=meeting)} == {
        cast.district,
        cast.township,
        cast.other_township,
    }


def test_where_few_work_the_township_stands_for_the_workplace(cast: Cast) -> None:
    cast.plant.headcount = 6
    cast.plant.save()
    intake.report_danger(
        workplace=cast.plant, category=DANGER, text="", day=DAY, channel="web", via="web", at=MORNING, key="k"
    )
    while events.work_one(HANDLERS):
        pass
    made = actions.prepare(cast.district, DAY, at=NOON, **SAID)
    said = say(point(made, "serious"))
    assert cast.plant.name not in said.title + said.detail and "麻柳嘴镇" in said.title


def test_brought_up_to_date_it_keeps_what_was_decided_and_marks_what_is_over(cast: Cast, meeting: Meeting) -> None:
    order(point(meeting, "serious"), cast)
    numbers = Numbers(headcount=900, fever=0, confirmed=0)
    intake.file_daily_report(intake.Submission(cast.plant, DAY, "union", numbers, "web"), at=NOON, **SAID)
    actions.prepare(cast.district, DAY, at=NOON, **SAID)
    assert point(meeting, "silent").facts["over"] is True
    kept = point(meeting, "serious")
    assert (kept.state, kept.text, kept.owner) == ("ordered", "今天17点前送到口罩", cast.group_union)
    assert Meeting.objects.filter(body=cast.district).count() == 1


def test_who_comes_second_is_told_and_overwrites_nothing(cast: Cast, meeting: Meeting) -> None:
    item = point(meeting, "silent")
    actions.decide(item, Decision(1, "noted", "已打电话"), at=NOON, **SAID)
    with pytest.raises(Problem, match=r"meeting\.changed"):
        actions.decide(item, Decision(1, "struck", ""), at=NOON, **SAID)
    item.refresh_from_db()
    assert (item.state, item.text, item.version) == ("noted", "已打电话", 2)
    actions.decide(item, Decision(2, "struck", "已打电话"), at=NOON, **SAID)
    with pytest.raises(Problem, match=r"meeting\.changed"):
        actions.write(meeting, seen=7, guests="", remarks="x", at=NOON, **SAID)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(1, "ordered", "去现场"), "meeting.order_needs"),
        (Decision(1, "noted", " "), "meeting.words"),
        (Decision(1, "done", "x"), "meeting.state"),
    ],
)
def test_a_decision_says_enough(meeting: Meeting, decision: Decision, code: str) -> None:
    with pytest.raises(Problem) as problem:
        actions.decide(point(meeting, "silent"), decision, at=NOON, **SAID)
    assert problem.value.code == code


def test_what_is_ordered_becomes_a_commitment_and_who_was_there_hears_of_the_minutes(
    cast: Cast, meeting: Meeting
) -> None:
    order(point(meeting, "serious"), cast)
    actions.attend(meeting, cast.township.pk, "phone", at=NOON, **SAID)
    actions.end(meeting, at=NOON, **SAID)
    made = Commitment.objects.get(origin="meeting")
    assert (made.by, made.what, made.due_at, made.recorded_by) == (
        cast.group_union,
        "今天17点前送到口罩",
        EVENING,
        cast.district,
    )
    assert made.case == Case.objects.get(workplace=cast.plant)
    assert point(meeting, "serious").commitment == made
    assert {row.body for row in Notice.objects.filter(kind="minutes")} == {cast.township}
    assert {row.body for row in Notice.objects.filter(kind="ordered")} == {cast.group_union}
    with pytest.raises(Problem, match=r"meeting\.ended"):
        actions.end(meeting, at=NOON, **SAID)
    with pytest.raises(Problem, match=r"meeting\.ended"):
        actions.decide(point(meeting, "silent"), Decision(1, "struck", ""), at=NOON, **SAID)
    assert Commitment.objects.filter(origin="meeting").count() == 1


def test_an_order_whose_date_has_passed_ends_nothing(cast: Cast, meeting: Meeting) -> None:
    order(point(meeting, "serious"), cast)
    with pytest.raises(Problem, match=r"commitment\.past"):
        actions.end(meeting, at=EVENING + timedelta(minutes=1), **SAID)
    meeting.refresh_from_db()
    assert meeting.ended_at is None and not Commitment.objects.filter(origin="meeting").exists()


def test_what_was_not_dealt_with_is_brought_up_again(cast: Cast, meeting: Meeting) -> None:
    actions.add(meeting, "班车分批", at=NOON, **SAID)
    actions.end(meeting, at=NOON, **SAID)
    tomorrow = actions.prepare(cast.district, DAY + timedelta(days=1), at=NOON + timedelta(days=1), **SAID)
    assert say(point(tomorrow, "own")).title == "班车分批"


def test_who_sees_it(cast: Cast, meeting: Meeting) -> None:
    actions.attend(meeting, cast.township.pk, "video", at=NOON, **SAID)
    seen = {
        who
        for who in ("officer of district", "officer of city", "officer of township", "officer of next district")
        if queries.meetings(scope(cast, who)).filter(pk=meeting.pk).exists()
    }
    assert seen == {"officer of district", "officer of city"}, "who took part sees it when it has ended"
    with pytest.raises(Problem, match=r"meeting\.not_yours"):
        queries.own_meeting(scope(cast, "officer of city"), meeting.pk)
    actions.end(meeting, at=NOON, **SAID)
    assert queries.meeting(scope(cast, "officer of township"), meeting.pk)


def test_the_page_without_scripts(cast: Cast, meeting: Meeting, as_person: Callable[[str], Client]) -> None:
    client = as_person(OFFICER)
    assert client.get("/meeting/?day=2022-02-08").headers["Location"] == f"/meetings/{meeting.pk}/"
    page = client.get(f"/meetings/{meeting.pk}/")
    assert page.status_code == 200 and cast.plant.name in page.content.decode()
    item = point(meeting, "silent")
    at = f"/meetings/{meeting.pk}/points/{item.pk}/"
    typed = {"seen": "1", "state": "ordered", "text": "去现场", "owner": cast.township.name, "due": "2022-02-08T18:00"}
    assert client.post(at, typed).status_code == 302
    again = client.post(at, typed | {"text": "打电话"})
    assert again.status_code == 409
    shown = again.content.decode()
    assert "去现场" in shown and "打电话" in shown, "both texts stand on the page"
    part = client.post(at, typed | {"text": "打电话"}, headers={"X-Part": "x"}).content.decode()
    assert part.lstrip().startswith("<article")
    assert client.post(at, typed | {"seen": "2", "owner": "没有这个工会"}).status_code == 422
    attended = client.post(f"/meetings/{meeting.pk}/attendance/", {f"body-{cast.township.pk}": "phone"})
    assert attended.status_code == 302 and Attendance.objects.get(body=cast.township).presence == "phone"
    words = {"seen": "1", "guests": "区卫健委", "remarks": "明天起班车分批"}
    assert client.post(f"/meetings/{meeting.pk}/remarks/", words).status_code == 302
    assert client.post(f"/meetings/{meeting.pk}/remarks/", words).status_code == 409
    assert client.post(f"/meetings/{meeting.pk}/add/", {"title": "班车"}).status_code == 302
    assert client.post(f"/meetings/{meeting.pk}/end/").status_code == 302
    meeting.refresh_from_db()
    assert meeting.ended_at and meeting.docx and meeting.pdf
    assert "data-send" not in client.get(f"/meetings/{meeting.pk}/").content.decode()


def test_minutes_in_both_languages(cast: Cast, meeting: Meeting, as_person: Callable[[str], Client]) -> None:
    order(point(meeting, "serious"), cast)
    actions.attend(meeting, cast.township.pk, "phone", at=NOON, **SAID)
    actions.end(meeting, at=NOON, **SAID)
    client = as_person(OFFICER)
    for language in ("zh-hans", "en"):
        answer = client.get(f"/meetings/{meeting.pk}/minutes.docx", headers={"Accept-Language": language})
        text = "\n".join(line.text for line in Document(BytesIO(answer.content)).paragraphs)
        assert "今天17点前送到口罩" in text and cast.group_union.name in text and cast.township.name in text
        assert ("What is to be done" in text) == (language == "en")
    pdf = client.get(f"/meetings/{meeting.pk}/minutes.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_the_calendar_says_when_and_not_what(cast: Cast, meeting: Meeting, as_person: Callable[[str], Client]) -> None:
    order(point(meeting, "serious"), cast)
    actions.end(meeting, at=NOON, **SAID)
    client = as_person(OFFICER)
    client.post("/meetings/calendar/")
    address = client.get("/meetings/").context["address"]
    assert address and not client.get("/meetings/").context["address"], "it is shown once"
    path = address.removeprefix("http://testserver")
    content = Client().get(path).content
    events_ = list(Calendar.from_ical(content).walk("VEVENT"))
    starts = {str(one["summary"]): one["dtstart"].dt for one in events_}
    assert EVENING in starts.values()
    assert "口罩" not in content.decode() and cast.plant.name not in content.decode()
    assert len(events_) == 1 + 8, "one thing undertaken, today's meeting and those of seven days"
    client.post("/meetings/calendar/revoke/")
    assert Client().get(path).status_code == 404

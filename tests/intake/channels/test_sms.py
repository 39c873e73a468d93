"""What gateways send: a form with names of their own, and RapidPro's JSON."""

from __future__ import annotations

import hmac
import logging
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from qianshao.accounts.models import Membership
from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.core.models import Event
from qianshao.intake.models import Correspondent, DailyReport, SenderCode
from qianshao.notices import actions as notices
from qianshao.notices.models import Spending
from tests.cast import DAY, MORNING, Cast
from tests.intake.channels.conftest import Code

PHONE = "+86 138 0000 0000"
SECRET = "a shared secret"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.SMS_SECRET = SECRET
    settings.SMS_FIELDS = {"from": "From", "text": "Body", "id": "MessageSid"}


def sms(text: str, *, sender: str = PHONE, id: str = "", secret: str = SECRET) -> Any:
    body = urlencode({"From": sender, "Body": text, "MessageSid": id})
    return Client().post("/channels/sms/", body, content_type=FORM, headers={"x-qianshao-secret": secret})


def said(text: str, **more: str) -> str:
    answer = sms(text, **more)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def bound(code_of: Code) -> None:
    assert "已绑定" in said(f"绑定 {code_of('delegate of shop')}")


def test_a_report_by_sms(cast: Cast, bound: None) -> None:
    answer = said(f"{cast.shop.pk} 平安 120")
    (report,) = DailyReport.objects.all()
    assert (report.workplace, report.headcount, report.all_clear) == (cast.shop, 120, True)
    assert (report.channel, report.source, report.day) == ("sms", "union", DAY)
    assert report.fever == 0
    assert str(cast.shop.pk) in answer and "120" in answer and len(answer) <= 70


def test_something_wrong_leaves_its_work_item(cast: Cast, bound: None) -> None:
    answer = said(f"{cast.shop.pk} WRONG 120 fever 2")
    (report,) = DailyReport.objects.all()
    assert (report.fever, report.dangers, report.respiratory) == (2, ["symptomatic_at_work"], None)
    assert Event.objects.filter(action="report.needs_person", needs_work=True).count() == 1
    assert answer.startswith("Received")


def test_who_only_says_that_something_is_wrong_is_taken_at_their_word(cast: Cast, bound: None) -> None:
    said(f"{cast.shop.pk} 异常 120 发热 0")
    assert DailyReport.objects.get().dangers == ["other"]


def test_the_number_may_be_left_out_where_there_is_one_workplace(cast: Cast, bound: None) -> None:
    said("平安 99")
    assert DailyReport.objects.get().workplace == cast.shop


def test_another_workplace_is_not_theirs(cast: Cast, bound: None) -> None:
    said(f"{cast.plant.pk} 平安 120")
    assert not DailyReport.objects.exists()


def test_a_second_delivery_is_counted_once_and_answered_alike(cast: Cast, bound: None) -> None:
    first = said("平安 120", id="SM1")
    assert said("平安 120", id="SM1") == first
    said("平安 121", id="SM2")
    assert said("平安 120", id="SM1") == first
    assert list(DailyReport.objects.order_by("revision").values_list("headcount", flat=True)) == [120, 121]


def test_without_an_id_the_same_words_are_the_same_report(cast: Cast, bound: None) -> None:
    said("平安 120")
    said("平安 120")
    assert DailyReport.objects.count() == 1


def test_an_unknown_sender_is_told_how_and_nothing_of_them_is_kept(cast: Cast) -> None:
    events = Event.objects.count()
    assert "绑定" in said("8801 平安 120")
    assert (DailyReport.objects.count(), Correspondent.objects.count(), Event.objects.count()) == (0, 0, events)


def test_no_number_is_kept(cast: Cast, bound: None) -> None:
    (known,) = Correspondent.objects.all()
    assert "138" not in known.digest[:3] and "0000 0000" not in str(vars(known))
    assert not any("138" in str(event.data) for event in Event.objects.all())
    assert len(known.digest) == 64


def test_a_code_serves_one_sender_and_a_quarter_of_an_hour(
    cast: Cast, code_of: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of("delegate of shop")
    said(f"绑定 {code}")
    said(f"绑定 {code}")  # delivered again
    assert Correspondent.objects.count() == 1
    said(f"绑定 {code}", sender="+86 139 0000 0000")
    assert Correspondent.objects.count() == 1
    late = code_of("delegate of plant")
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=16))
    said(f"绑定 {late}")
    assert Correspondent.objects.count() == 1
    assert not SenderCode.objects.filter(digest__contains=code).exists()


def test_it_ends(cast: Cast, bound: None) -> None:
    said("解绑")
    said("平安 120")
    assert not DailyReport.objects.exists()


def test_it_ends_with_the_work_for_the_body(cast: Cast, bound: None) -> None:
    Membership.objects.filter(person=cast.person("delegate of shop")).update(until=MORNING)
    said("平安 120")
    assert not DailyReport.objects.exists()


def test_bound_anew_it_reports_for_the_new_account_only(cast: Cast, bound: None, code_of: Code) -> None:
    said(f"绑定 {code_of('delegate of plant')}")
    said("平安 120")
    assert DailyReport.objects.get().workplace == cast.plant


@pytest.mark.parametrize("text", ["8801", "8801 好 120", "？", "8801 平安", "", "绑定 1", "绑定 00000000"])
def test_what_was_wrong_is_said_with_an_example(cast: Cast, bound: None, text: str) -> None:
    answer = said(text)
    assert any(sign.isdigit() for sign in answer) or "码" in answer
    assert not DailyReport.objects.exists()


# --- who may knock ----------------------------------------------------------------------------------------


def test_without_the_secret_nothing_is_taken(cast: Cast, bound: None) -> None:
    assert sms("平安 120", secret="another").status_code == 403
    assert sms("平安 120", secret="").status_code == 403
    assert not DailyReport.objects.exists()


def test_the_secret_by_basic_or_by_signature(cast: Cast, bound: None) -> None:
    body = urlencode({"From": PHONE, "Body": "平安 120"})
    basic = "Basic " + b64encode(f"gateway:{SECRET}".encode()).decode()
    signed = hmac.new(SECRET.encode(), body.encode(), "sha256").hexdigest()
    for headers in ({"authorization": basic}, {"x-signature": signed}):
        assert Client().post("/channels/sms/", body, content_type=FORM, headers=headers).status_code == 200
    wrong = {"x-signature": signed.replace(signed[0], "0" if signed[0] != "0" else "1", 1)}
    assert Client().post("/channels/sms/", body, content_type=FORM, headers=wrong).status_code == 403


def test_switched_off_there_is_no_such_door(db: None, settings: Any) -> None:
    settings.SMS_SECRET = ""
    assert sms("平安 120", secret="").status_code == 404


# --- RapidPro ---------------------------------------------------------------------------------------------


def rapidpro(body: object) -> Any:
    headers = {"x-qianshao-secret": SECRET}
    return Client().post("/channels/sms/rapidpro/", body, content_type="application/json", headers=headers)


CONTACT = {"uuid": "ba96bf7f-bc2a-4873-a7c7-254d1927c4e3", "name": "", "urn": f"tel:{PHONE}"}


@pytest.mark.parametrize(
    "body",
    [
        {"contact": CONTACT, "input": {"type": "msg", "text": "平安 120", "uuid": "1"}, "flow": {"name": "日报"}},
        {"contact": CONTACT, "text": "平安 120"},
        {
            "contact": CONTACT,
            "results": {
                "lang": {"value": "zh", "category": "All", "created_on": "2022-02-08T00:00:00Z"},
                "report": {"value": "平安 120", "input": "平安 120", "created_on": "2022-02-08T00:01:00Z"},
            },
        },
    ],
)
def test_a_flow_of_rapidpro(cast: Cast, bound: None, body: dict[str, Any]) -> None:
    answer = rapidpro(body)
    assert "平安" in answer.json()["reply"] and DailyReport.objects.get().headcount == 120


@pytest.mark.parametrize("body", ["", "[]", "{", "\ufeff{}", '{"contact": 3}', '{"contact": {"urn": 7}}', "[" * 9999])
def test_what_is_no_flow_is_refused(cast: Cast, body: str) -> None:
    assert rapidpro(body).status_code in (400, 422)


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    contact=json_values | some.just(CONTACT),
    said_there=json_values,
    results=json_values,
    more=some.dictionaries(some.text(max_size=5), json_values),
)
def test_nothing_that_a_flow_sends_breaks_the_door(
    cast: Cast, contact: Any, said_there: Any, results: Any, more: dict[str, Any]
) -> None:
    answer = rapidpro({**more, "contact": contact, "input": said_there, "results": results})
    assert answer.status_code in (200, 400, 422)


def test_logs_hold_neither_number_nor_words(cast: Cast, bound: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said("8801 暗号 120")
    assert "暗号" not in caplog.text and "138" not in caplog.text


def test_beyond_the_months_money_nothing_is_answered_and_everything_is_taken(cast: Cast, bound: None) -> None:
    notices.set_limit(cast.district, 5, actor=person(1), via="web", at=MORNING)
    Spending.objects.all().delete()
    assert said("平安 120")
    assert said("平安 121") == ""
    assert DailyReport.objects.count() == 2

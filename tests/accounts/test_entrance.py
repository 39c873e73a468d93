"""In and out: passwords, the second factor, locks, and what the trail says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from qianshao.accounts import actions
from qianshao.accounts.models import Person
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from tests.cast import PASSWORD, Cast

OFFICER = "officer-of-district"


def log_in(client: Client, username: str = OFFICER, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login/", {"username": username, "password": password, **more})


def events(action: str) -> list[dict[str, Any]]:
    rows = Event.objects.filter(action=action)
    return [
        {"actor": row.actor, "subject_id": row.subject_id, "territory": row.territory, "data": row.data} for row in rows
    ]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("officer of district", "/inbox/"),
        ("auditor of district", "/board/"),
        ("administrator of district", "/registry/"),
        ("delegate of plant", "/report/"),
        ("stranger", "/account/"),
    ],
)
def test_everybody_begins_where_their_work_is(who: str, start: str, cast: Cast, client: Client) -> None:
    assert log_in(client, cast.person(who).username)["Location"] == "/"
    assert client.get("/")["Location"] == start


def test_whoever_is_not_logged_in_is_told_what_this_is(client: Client, db: None) -> None:
    page = text(client.get("/"))
    assert "/report-danger/" in page
    assert "/r/" in page
    assert "/login/" in page


def test_the_way_on_after_logging_in_stays_on_this_site(cast: Cast, client: Client) -> None:
    assert log_in(client, next="/board/?day=2022-02-08")["Location"] == "/board/?day=2022-02-08"
    client.logout()
    assert log_in(client, next="https://example.org/")["Location"] == "/"
    client.logout()
    assert log_in(client, next="//example.org/")["Location"] == "/"


def test_logging_in_and_out_is_on_the_trail_without_where_from(cast: Cast, client: Client) -> None:
    log_in(client)
    client.post("/logout/")
    me = cast.person("officer of district").pk
    expected = {"actor": f"person:{me}", "subject_id": str(me), "territory": "500113", "data": {}}
    assert events("account.logged_in") == [expected]
    assert events("account.logged_out") == [expected]
    assert client.get("/account/").status_code == 302


def test_a_wrong_password_keeps_what_was_typed_and_is_on_the_trail(cast: Cast, client: Client) -> None:
    answer = log_in(client, password="wrong", next="/board/")
    assert answer.status_code == 422
    assert f'value="{OFFICER}"' in text(answer)
    assert 'value="/board/"' in text(answer)
    (row,) = events("account.refused")
    assert row["actor"] == "system:entrance"
    assert row["subject_id"] == str(cast.person("officer of district").pk)
    assert row["data"] == {"why": "password"}


def test_an_account_that_is_not_there_gets_the_same_answer(cast: Cast, client: Client) -> None:
    known = text(log_in(client, password="wrong"))
    unknown = text(log_in(Client(), username="nobody-at-all", password="wrong"))
    sentence = "账号或密码不对"
    assert sentence in known
    assert sentence in unknown
    row = events("account.refused")[-1]
    assert row["subject_id"] == "unknown"
    assert "nobody-at-all" not in str(row)


def test_five_failures_lock_the_pair_and_say_for_how_long(cast: Cast, client: Client) -> None:
    answers = [log_in(client, password="wrong").status_code for _ in range(7)]
    assert answers == [422] * 4 + [429] * 3
    locked = log_in(client)
    assert locked.status_code == 429
    assert "15" in text(locked)
    assert [row["data"]["why"] for row in events("account.refused")] == ["password"] * 4 + ["locked"]


def test_a_lock_is_for_the_pair_of_account_and_address(cast: Cast, client: Client) -> None:
    """One who guesses from elsewhere cannot keep an officer out, and a whole plant may share one address."""
    for _ in range(6):
        client.post("/login/", {"username": OFFICER, "password": "wrong"}, REMOTE_ADDR="127.0.0.9")
    assert log_in(Client()).status_code == 302
    assert (
        Client()
        .post("/login/", {"username": "officer-of-city", "password": PASSWORD}, REMOTE_ADDR="127.0.0.9")
        .status_code
        == 302
    )


def test_a_closed_account_opens_nothing(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of district")
    assert client.get("/inbox/").status_code == 200
    person = cast.person("officer of district")
    actions.set_active(person, False, actor=system("test"), via=Via.SHELL, at=now())
    assert client.get("/inbox/").status_code == 302
    assert log_in(Client()).status_code == 422


# --- a password that somebody else has seen -----------------------------------------------------------------


def test_a_given_password_opens_one_page_only(cast: Cast, client: Client) -> None:
    person = cast.person("officer of district")
    given = actions.reset_password(person, actor=system("test"), via=Via.SHELL, at=now())
    assert log_in(client, password=given).status_code == 302
    for path in ("/inbox/", "/account/", "/cases/"):
        assert client.get(path)["Location"] == "/account/password/"
    assert client.get("/api/v1/cases").status_code == 401
    done = client.post(
        "/account/password/", {"new_password1": "quite-another-one", "new_password2": "quite-another-one"}
    )
    assert done["Location"] == "/"
    assert client.get("/inbox/").status_code == 200


def test_a_reset_ends_the_sessions_that_run(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of district")
    actions.reset_password(cast.person("officer of district"), actor=system("test"), via=Via.SHELL, at=now())
    assert client.get("/inbox/").status_code == 302


# --- the second factor --------------------------------------------------------------------------------------


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06d}"


@pytest.fixture
def recovery(cast: Cast, client: Client) -> list[str]:
    """The officer has set up a second factor, through the pages, and logged out."""
    log_in(client)
    assert client.get("/account/second-factor/").status_code == 200
    picture = client.get("/account/second-factor/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    device = TOTPDevice.objects.get(confirmed=False)
    wrong = "000000" if code_of(device) != "000000" else "111111"
    assert client.post("/account/second-factor/", {"code": wrong}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    answer = client.post("/account/second-factor/", {"code": code_of(device)})
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 8
    assert all(code in text(answer) for code in codes)
    client.post("/logout/")
    TOTPDevice.objects.update(last_t=-1)
    return codes


def test_with_a_second_factor_the_password_is_not_enough(recovery: list[str], client: Client) -> None:
    assert log_in(client).status_code == 422
    assert events("account.refused")[-1]["data"] == {"why": "code"}
    assert client.get("/inbox/").status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert log_in(client, code=code_of(TOTPDevice.objects.get())).status_code == 302
    assert client.get("/inbox/").status_code == 200


def test_a_recovery_code_works_once(recovery: list[str], client: Client) -> None:
    assert log_in(client, code=f" {recovery[0].upper()} ").status_code == 302
    client.post("/logout/")
    assert log_in(client, code=recovery[0]).status_code == 422


def test_a_slip_with_a_recovery_code_does_not_slow_the_app_down(recovery: list[str], client: Client) -> None:
    log_in(client, code="abcdefgh")
    assert log_in(client, code=code_of(TOTPDevice.objects.get())).status_code == 302


def test_it_is_switched_off_with_the_password_alone(recovery: list[str], client: Client) -> None:
    log_in(client, code=recovery[0])
    refused = client.post("/account/second-factor/remove/", {"password": "wrong"})
    assert refused.status_code == 422
    assert 'id="password_error"' in text(refused)
    assert TOTPDevice.objects.exists()
    client.post("/account/second-factor/remove/", {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert [row["action"] for row in Event.objects.filter(action__startswith="second").values("action")] == [
        "second_factor.added",
        "second_factor.removed",
    ]


def test_new_recovery_codes_make_the_old_ones_worthless(recovery: list[str], client: Client) -> None:
    log_in(client, code=recovery[0])
    shown = text(client.post("/account/second-factor/recovery/", {"password": PASSWORD}))
    fresh = list(StaticToken.objects.values_list("token", flat=True))
    assert not set(fresh) & set(recovery)
    assert all(code in shown for code in fresh)


def test_an_unfinished_second_factor_asks_nothing(cast: Cast, client: Client) -> None:
    log_in(client)
    client.get("/account/second-factor/")
    client.post("/logout/")
    assert log_in(client).status_code == 302


def test_the_password_is_checked_before_it_is_changed(cast: Cast, client: Client) -> None:
    log_in(client)
    new = {"new_password1": "quite-another-one", "new_password2": "quite-another-one"}
    assert client.post("/account/password/", {"old_password": "wrong", **new}).status_code == 422
    assert client.post("/account/password/", {"old_password": PASSWORD, **new}).status_code == 302
    assert client.get("/inbox/").status_code == 200
    assert Person.objects.get(username=OFFICER).check_password("quite-another-one")

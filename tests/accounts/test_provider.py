"""The second door, with a real provider over real HTTP: whom it opens to, and whom not."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from qianshao.accounts import actions
from qianshao.accounts.models import Person, ProviderInvitation, ProviderLink
from qianshao.accounts.provider import actions as linking
from qianshao.accounts.provider.rules import Identity, Provider
from qianshao.core import clock
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from tests.accounts.openid import OpenID, provider
from tests.accounts.test_entrance import code_of, events, log_in, text
from tests.cast import PASSWORD, Cast

if TYPE_CHECKING:
    from pytest_django import Settings

SUBJECT = "staff-00417"
SECRET = "a-secret-of-the-tests"
COMMON: Any = {"actor": system("test"), "via": Via.SHELL}


@pytest.fixture(scope="module")
def running() -> Iterator[OpenID]:
    with provider() as openid:
        yield openid


@pytest.fixture
def openid(running: OpenID, settings: Settings) -> OpenID:
    """Set up here, and behaving well. Each test has a client number of its own, so that nothing is remembered."""
    running.bend = lambda path, answer: answer
    running.heard.clear()
    client = f"qianshao-{time.monotonic_ns()}"
    settings.PROVIDER = Provider(running.address, client, SECRET, "用市总账号登录", "Log in with the city's account")
    running.knows(SUBJECT)
    return running


@pytest.fixture
def officer(cast: Cast, openid: OpenID) -> Person:
    """Linked by an administrator, by issuer and subject."""
    person = cast.person("officer of district")
    linking.link(person, Identity(openid.address, SUBJECT, strong=False), "account", at=clock.now(), **COMMON)
    return person


def begin(client: Client, query: str = "") -> str:
    answer = client.get(f"/login/provider/{query}")
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def come_back(client: Client, openid: OpenID, subject: str = SUBJECT, query: str = "") -> Any:
    return client.get(openid.log_in(begin(client, query), subject))


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


# --- the way in ---------------------------------------------------------------------------------------------


def test_whoever_is_linked_gets_in_and_on(officer: Person, openid: OpenID, client: Client) -> None:
    answer = come_back(client, openid, query="?next=/inbox/")
    assert answer["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200
    (row,) = events("account.logged_in")
    assert row["actor"] == f"person:{officer.pk}" and row["territory"] == "500113"
    assert row["data"] == {"by": "provider", "two_factors_there": False}


def test_the_conversation_has_state_nonce_and_pkce_and_asks_for_nothing_but_who(
    officer: Person, openid: OpenID, client: Client
) -> None:
    url = begin(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["response_type"] == "code" and asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) > 20 and len(asked["nonce"]) > 15
    client.get(openid.log_in(url, SUBJECT))
    ((_, sent),) = openid.heard
    digest = sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
    assert is_in(client)


@pytest.mark.parametrize("following", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_way_on_stays_on_this_site(following: str, officer: Person, openid: OpenID, client: Client) -> None:
    assert come_back(client, openid, query=f"?next={following}")["Location"] == "/"


def test_logging_out_ends_it_here(officer: Person, openid: OpenID, client: Client) -> None:
    come_back(client, openid)
    client.post("/logout/")
    assert not is_in(client)
    assert len(events("account.logged_out")) == 1


def test_the_button_is_there_in_both_languages_only_where_a_provider_is_set(
    cast: Cast, openid: OpenID, client: Client, settings: Settings
) -> None:
    assert "用市总账号登录" in text(client.get("/login/?next=/inbox/"))
    assert "/login/provider/?next=%2Finbox%2F" in text(client.get("/login/?next=/inbox/"))
    client.cookies["qianshao_language"] = "en"
    assert "Log in with the city&#x27;s account" in text(client.get("/login/"))
    settings.PROVIDER = None
    assert "/login/provider/" not in text(client.get("/login/"))
    assert client.get("/login/provider/").status_code == 404
    assert log_in(client).status_code == 302


# --- who is refused -----------------------------------------------------------------------------------------


def refused(client: Client, answer: Any, why: str, sentence: str, status: int = 403) -> None:
    assert answer.status_code == status
    assert sentence in text(answer)
    assert 'name="password"' in text(answer)  # the other door stays open
    assert not is_in(client)
    assert events("account.refused")[-1]["data"] == {"why": why}
    assert SUBJECT not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_subject_that_is_not_linked_is_refused_and_makes_no_account(
    cast: Cast, openid: OpenID, client: Client
) -> None:
    openid.knows(SUBJECT, email="officer-of-district", preferred_username="officer-of-district")
    before = Person.objects.count()
    refused(client, come_back(client, openid), "provider.unlinked", "还没有和这里的任何账号关联")
    assert Person.objects.count() == before and not ProviderLink.objects.exists()


def test_the_same_subject_of_another_issuer_is_somebody_else(cast: Cast, openid: OpenID, client: Client) -> None:
    stranger = Identity("https://another.example.org", SUBJECT, strong=True)
    linking.link(cast.person("officer of district"), stranger, "account", at=clock.now(), **COMMON)
    refused(client, come_back(client, openid), "provider.unlinked", "还没有")


def test_a_closed_account_is_refused_kindly(officer: Person, openid: OpenID, client: Client) -> None:
    actions.set_active(officer, False, at=clock.now(), **COMMON)
    refused(client, come_back(client, openid), "provider.closed", "这个账号已经停用")


def test_whoever_cancels_there_is_told_so(officer: Person, openid: OpenID, client: Client) -> None:
    url = begin(client)
    asked = parse_qs(urlsplit(url).query)["state"][0]
    answer = client.get(f"/login/provider/back/?error=access_denied&state={asked}")
    refused(client, answer, "provider.cancelled", "您在那边取消了登录")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "of-another-log-in"}, "provider.unproven"),
        ({"nonce": None}, "provider.unproven"),
        ({"aud": "another-site"}, "provider.unproven"),
        ({"aud": ["another-site", "a-third"]}, "provider.unproven"),
        ({"iss": "https://another.example.org"}, "provider.unproven"),
        ({"exp": -3600}, "provider.clock"),
        ({"iat": 3600}, "provider.clock"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "provider.unproven"),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_log_in_opens_nothing(
    claims: dict[str, Any], why: str, officer: Person, openid: OpenID, client: Client
) -> None:
    """Signed by the provider, and wrong in one claim. Times are from now."""
    now = int(time.time())
    openid.knows(SUBJECT, **{name: now + said if name in ("exp", "iat") else said for name, said in claims.items()})
    sentence = "服务器的时间" if why == "provider.clock" else "无法核实"
    refused(client, come_back(client, openid), why, sentence)


def test_a_small_difference_of_clocks_is_borne(officer: Person, openid: OpenID, client: Client) -> None:
    openid.knows(SUBJECT, iat=int(time.time()) + 60)
    come_back(client, openid)
    assert is_in(client)


def _claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


def _signed_by_another(token: str) -> str:
    return jwt.encode({"alg": "RS256"}, _claims(token), RSAKey.generate_key(2048))


def _signed_with_the_secret(token: str) -> str:
    return jwt.encode({"alg": "HS256"}, _claims(token), OctKey.import_key(SECRET), algorithms=["HS256"])


def _unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


def _replaced(token: str) -> str:
    return "no token at all"


@pytest.mark.parametrize("forge", [_signed_by_another, _signed_with_the_secret, _unsigned, _replaced])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    forge: Any, officer: Person, openid: OpenID, client: Client
) -> None:
    def bend(path: str, answer: dict[str, Any]) -> dict[str, Any]:
        if path == "/oauth2/token":
            answer["id_token"] = forge(answer["id_token"])
        if path == "/.well-known/openid-configuration":
            answer["id_token_signing_alg_values_supported"] = ["RS256", "HS256", "none"]
        return answer

    openid.bend = bend
    refused(client, come_back(client, openid), "provider.unproven", "无法核实")


def test_without_a_token_of_who_it_is_nobody_gets_in(officer: Person, openid: OpenID, client: Client) -> None:
    openid.bend = lambda path, answer: {name: value for name, value in answer.items() if name != "id_token"}
    refused(client, come_back(client, openid), "provider.unproven", "无法核实")


def test_an_answer_serves_once_and_only_in_the_browser_that_began(
    officer: Person, openid: OpenID, client: Client
) -> None:
    address = openid.log_in(begin(client), SUBJECT)
    refused(Client(), Client().get(address), "provider.stale", "没有发生任何变化", status=400)
    assert client.get(address).status_code == 302
    client.post("/logout/")
    refused(client, client.get(address), "provider.stale", "没有发生任何变化", status=400)


def test_a_log_in_that_was_begun_too_long_ago_is_over(
    officer: Person, openid: OpenID, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = openid.log_in(begin(client), SUBJECT)
    session = client.session
    session["provider_begun"] = {**session["provider_begun"], "until": "2022-02-08T00:00:00+00:00"}
    session.save()
    refused(client, client.get(address), "provider.stale", "没有发生任何变化", status=400)


def test_a_code_that_the_provider_does_not_know_opens_nothing(officer: Person, openid: OpenID, client: Client) -> None:
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    answer = client.get(f"/login/provider/back/?code=guessed&state={state}")
    refused(client, answer, "provider.unproven", "无法核实")


def test_failures_are_counted_as_those_of_passwords_and_fill_no_trail(
    officer: Person, openid: OpenID, client: Client
) -> None:
    answers = [Client().get("/login/provider/back/?state=x&code=y").status_code for _ in range(8)]
    assert answers == [400] * 4 + [429] * 4
    assert len(events("account.refused")) == 5
    come_back(client, openid)
    assert is_in(client)  # whose log-in is in order is stopped by nobody


# --- a provider that is away, or not the one that was named -------------------------------------------------


def test_a_provider_that_is_away_leaves_the_password(
    officer: Person, openid: OpenID, client: Client, settings: Settings
) -> None:
    address = openid.log_in(begin(client), SUBJECT)
    settings.PROVIDER = replace(settings.PROVIDER, issuer="http://127.0.0.1:9")
    answer = client.get("/login/provider/?next=/inbox/")
    assert answer.status_code == 503
    assert "统一登录服务没有应答" in text(answer) and 'value="/inbox/"' in text(answer)
    refused(client, client.get(address), "provider.away", "没有应答", status=503)
    assert log_in(client).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://another.example.org"},
        {"token_endpoint": "http://another.example.org/token"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_of_another_name_or_without_tls_is_not_talked_to(
    change: dict[str, Any], cast: Cast, openid: OpenID, client: Client
) -> None:
    openid.bend = lambda path, answer: {**answer, **change} if "well-known" in path else answer
    answer = client.get("/login/provider/")
    assert answer.status_code == 503
    assert "设置有误" in text(answer)


# --- the second factor --------------------------------------------------------------------------------------


@pytest.fixture
def device(officer: Person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=officer, name="app", confirmed=True)


def test_a_second_factor_is_asked_here_where_the_provider_shows_one(
    officer: Person, device: TOTPDevice, openid: OpenID, client: Client
) -> None:
    assert come_back(client, openid, query="?next=/inbox/")["Location"] == "/login/provider/code/"
    assert not is_in(client)
    assert client.get("/login/provider/code/").status_code == 200
    wrong = "000000" if code_of(device) != "000000" else "111111"
    answer = client.post("/login/provider/code/", {"code": wrong})
    assert answer.status_code == 422 and 'id="code_error"' in text(answer)
    assert events("account.refused")[-1]["data"] == {"why": "provider.code"}
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/login/provider/code/", {"code": code_of(device)})["Location"] == "/inbox/"
    assert is_in(client)
    assert Client().get("/login/provider/code/")["Location"] == "/login/"


def test_wrong_codes_lock_as_wrong_passwords_do(
    officer: Person, device: TOTPDevice, openid: OpenID, client: Client
) -> None:
    come_back(client, openid)
    answers = [client.post("/login/provider/code/", {"code": "recovery"}).status_code for _ in range(6)]
    assert answers == [422] * 4 + [429] * 2
    assert not is_in(client)


@pytest.mark.parametrize(
    ("claims", "enough"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "urn:example:two"}, True),
        ({"amr": ["pwd", "otp"]}, False),
        ({"acr": "urn:example:one"}, False),
    ],
    ids=str,
)
def test_two_factors_at_the_provider_are_enough_by_the_stated_rule(
    claims: dict[str, Any],
    enough: bool,
    device: TOTPDevice,
    openid: OpenID,
    client: Client,
    settings: Settings,
) -> None:
    settings.PROVIDER = replace(settings.PROVIDER, acr=("urn:example:two",))
    openid.knows(SUBJECT, **claims)
    come_back(client, openid)
    assert is_in(client) == enough


# --- links --------------------------------------------------------------------------------------------------


def test_one_links_ones_own_account_with_the_password_and_ends_it(cast: Cast, openid: OpenID, client: Client) -> None:
    log_in(client)
    wrong = client.post("/account/provider/link/", {"password": "wrong"})
    assert wrong.status_code == 422 and 'id="provider_error"' in text(wrong)
    come_back(client, openid)
    assert not ProviderLink.objects.exists()  # without the password a log-in there links nothing
    assert "officer-of-district" in text(client.post("/account/provider/link/", {"password": PASSWORD}))
    assert come_back(client, openid, query="?link=1")["Location"] == "/account/"
    link = ProviderLink.objects.get()
    assert link.person == cast.person("officer of district") and SUBJECT not in link.digest
    assert events("provider.linked")[0]["data"] == {"how": "account"}
    other = Client()
    come_back(other, openid)
    assert is_in(other)
    client.post("/account/provider/unlink/")
    assert not ProviderLink.objects.exists() and len(events("provider.unlinked")) == 1


def test_an_identity_belongs_to_one_account(officer: Person, openid: OpenID, client: Client) -> None:
    log_in(client, username="officer-of-city")
    client.post("/account/provider/link/", {"password": PASSWORD})
    answer = come_back(client, openid, query="?link=1")
    assert answer.status_code == 409 and "已经属于另一个账号" in text(answer)
    assert ProviderLink.objects.get().person == officer


def invite(cast: Cast, client: Client) -> str:
    administrator = Client()
    log_in(administrator, username="administrator-of-district")
    page = text(administrator.post(f"/people/{cast.person('officer of district').pk}/invite/"))
    return page.split('<p class="receipt">')[1].split("<")[0]


def test_an_invitation_of_the_administrator_links_once(cast: Cast, openid: OpenID, client: Client) -> None:
    code = invite(cast, client)
    assert code not in str(list(ProviderInvitation.objects.values())) and len(events("provider.invited")) == 1
    assert client.post("/login/provider/invitation/", {"code": "aaaa-aaaa-aaaa-aaaa"}).status_code == 422
    assert "officer-of-district" in text(client.post("/login/provider/invitation/", {"code": f" {code.upper()} "}))
    come_back(client, openid, query="?link=1")
    assert is_in(client)
    assert events("provider.linked")[0]["data"] == {"how": "invitation"}
    assert Client().post("/login/provider/invitation/", {"code": code}).status_code == 422


def test_an_invitation_ends_after_seven_days_and_by_a_newer_one(cast: Cast, openid: OpenID, client: Client) -> None:
    first, second = invite(cast, client), invite(cast, client)
    assert client.post("/login/provider/invitation/", {"code": first}).status_code == 422
    ProviderInvitation.objects.update(ends_at=clock.now())
    assert client.post("/login/provider/invitation/", {"code": second}).status_code == 422


def test_invitation_codes_cannot_be_guessed_at_leisure(cast: Cast, openid: OpenID, client: Client) -> None:
    answers = [client.post("/login/provider/invitation/", {"code": f"{n}"}).status_code for n in range(6)]
    assert answers == [422] * 4 + [429] * 2


def test_a_new_password_from_the_administrator_ends_the_link(officer: Person, openid: OpenID, client: Client) -> None:
    """Accounts are of an office; whoever held it before may still have their log-in there."""
    actions.reset_password(officer, at=clock.now(), **COMMON)
    refused(client, come_back(client, openid), "provider.unlinked", "还没有")


def test_the_administrator_ends_a_link(officer: Person, openid: OpenID, client: Client) -> None:
    log_in(client, username="administrator-of-district")
    page = text(client.get(f"/people/{officer.pk}/"))
    assert f"/people/{officer.pk}/unlink/" in page
    client.post(f"/people/{officer.pk}/unlink/")
    assert not ProviderLink.objects.exists()


# --- logs ---------------------------------------------------------------------------------------------------


def test_nothing_of_a_log_in_reaches_a_log_or_the_record_of_failures(
    officer: Person, openid: OpenID, client: Client, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    from axes.models import AccessAttempt

    caplog.set_level(logging.WARNING)
    openid.knows(SUBJECT, nonce="wrong")
    address = openid.log_in(begin(client), SUBJECT)
    client.get(address)
    openid.bend = lambda path, answer: {"error": "server_error", "error_description": SUBJECT}
    settings.PROVIDER = replace(settings.PROVIDER, client="another")
    client.get("/login/provider/")
    secrets = {value for values in parse_qs(urlsplit(address).query).values() for value in values} | {SUBJECT}
    told = caplog.text + str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.exists()
    assert not [one for one in secrets if one in told]

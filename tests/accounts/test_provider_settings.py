"""What an operator sets, and what the program says when half of it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner, Result

from qianshao.accounts.provider.rules import Provider, is_strong, signatures, way_of_the_secret
from qianshao.config.environment import provider as read
from qianshao.config.selfcheck.commands import command
from tests.accounts.openid import OpenID, provider

if TYPE_CHECKING:
    from pytest_django import Settings

SET = {"QIANSHAO_OIDC_ISSUER": "https://login.example.org", "QIANSHAO_OIDC_CLIENT": "qianshao"}


def test_nothing_is_on_unless_an_issuer_is_named() -> None:
    assert read({}) is None
    assert read({"QIANSHAO_OIDC_CLIENT": "qianshao"}) is None


def test_the_secret_comes_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of-the-file\n")
    found = read({**SET, "QIANSHAO_OIDC_SECRET_FILE": str(tmp_path / "secret"), "QIANSHAO_OIDC_ACR": "two,three"})
    assert found is not None and found.secret == "of-the-file" and found.acr == ("two", "three")
    assert "of-the-file" not in repr(found)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"QIANSHAO_OIDC_ISSUER": "http://login.example.org"}, "QIANSHAO_OIDC_ISSUER"),
        ({"QIANSHAO_OIDC_ISSUER": "https://me:secret@login.example.org"}, "QIANSHAO_OIDC_ISSUER"),
        ({"QIANSHAO_OIDC_ISSUER": "login.example.org"}, "QIANSHAO_OIDC_ISSUER"),
        ({"QIANSHAO_OIDC_CLIENT": " "}, "QIANSHAO_OIDC_CLIENT"),
        ({"QIANSHAO_OIDC_SECRET_FILE": "/nowhere/secret"}, "QIANSHAO_OIDC_SECRET_FILE"),
    ],
)
def test_half_a_setting_ends_the_program_with_a_sentence(change: dict[str, str], named: str) -> None:
    with pytest.raises(SystemExit, match=named):
        read({**SET, **change})


def test_a_label_that_is_missing_in_one_language_is_that_of_the_other() -> None:
    one = Provider("https://login.example.org", "qianshao", "", label_zh="用市总账号登录")
    assert one.label("zh-hans") == one.label("en") == "用市总账号登录"
    assert Provider("https://login.example.org", "qianshao", "").label("en") == ""


def test_only_signatures_of_the_providers_own_key_count() -> None:
    assert signatures({"id_token_signing_alg_values_supported": ["none", "HS256", "ES256"]}) == ["ES256"]
    assert signatures({}) == ["RS256"]


def test_the_secret_goes_the_way_that_the_provider_wants() -> None:
    body = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert way_of_the_secret({}, "secret") == "client_secret_basic"
    assert way_of_the_secret(body, "secret") == "client_secret_post"
    assert way_of_the_secret(body, "") == "none"


def test_methods_that_are_no_list_prove_nothing() -> None:
    assert not is_strong({"amr": "mfa"}, ())
    assert not is_strong({"acr": None}, ())


# --- does it answer? ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running() -> Iterator[OpenID]:
    with provider() as openid:
        yield openid


def selfcheck() -> Result:
    return CliRunner().invoke(command(click.Command("init")), ["provider"])


def test_the_operator_is_told_whether_it_answers(running: OpenID, settings: Settings) -> None:
    settings.PROVIDER = Provider(running.address, "one", "secret")
    told = selfcheck()
    assert told.exit_code == 0 and running.address in told.output
    running.bend = lambda path, answer: {"keys": []} if path == "/jwks" else answer
    settings.PROVIDER = Provider(running.address, "two", "secret")
    assert selfcheck().exit_code == 1
    settings.PROVIDER = Provider("http://127.0.0.1:9", "one", "secret")
    assert selfcheck().exit_code == 1
    settings.PROVIDER = None
    assert selfcheck().exit_code == 2

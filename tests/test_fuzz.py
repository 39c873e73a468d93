"""Whatever a program sends to the API, it gets an answer of its own kind: never a fault, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from qianshao.accounts.actions import create_token
from qianshao.config.api import api
from qianshao.core.actor import person
from tests.cast import MORNING, Cast

EACH = 40
"""Calls of one operation, with and without a key."""

OPERATIONS = sorted(
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
    if method in ("get", "post", "put", "patch", "delete")
)


@cache
def described() -> dict[str, Any]:
    """The operations of the API's own description, each with a way to draw calls of it."""
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = WSGIHandler()
    found: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    return {f"{one.method.upper()} {one.path}": one for one in found}


@pytest.fixture
def key(cast: Cast) -> str:
    """An officer may do the most."""
    membership = cast.person("officer of district").memberships.get()
    return create_token(membership, "fuzz", actor=person(1), via="web", at=MORNING)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request ends by closing old connections, and with it the transaction of the test: not here."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_whole() -> None:
    assert set(described()) == set(OPERATIONS) and len(OPERATIONS) > 10


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("with_key", [True, False], ids=["key", "no key"])
def test_no_call_breaks_the_api(name: str, with_key: bool, cast: Cast, key: str) -> None:
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if with_key else {})

    @settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=described()[name].as_strategy())
    def call(case: Any) -> None:
        answer = case.call(headers=headers)
        assert answer.status_code < 500, answer.text
        assert b"Traceback" not in answer.content

    call()

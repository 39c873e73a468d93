"""More than any door takes is refused before it is stored, whatever length it claims."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client, override_settings

from qianshao.config.limits import bounded

Message = Mapping[str, Any]
LIMIT = 1000


def send(chunks: list[bytes], *, declared: int | None = None, accept: str = "*/*") -> tuple[list[Message], int]:
    """What a site that reads everything answers, and how many bytes it was given."""
    given, said = 0, []
    waiting: Iterator[bytes] = iter(chunks)

    async def site(scope: dict[str, Any], receive: Any, send: Any) -> None:
        nonlocal given
        while True:
            message = await receive()
            given += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        chunk = next(waiting, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def keep(message: Message) -> None:
        said.append(message)

    headers = [(b"accept", accept.encode()), (b"accept-language", b"en-GB")]
    headers += [(b"content-length", str(declared).encode())] if declared is not None else []
    with override_settings(LARGEST_BODY=LIMIT):
        asyncio.run(bounded(site)({"type": "http", "headers": headers}, receive, keep))
    return said, given


def test_what_fits_passes_whole() -> None:
    said, given = send([b"x" * 500, b"x" * 500], declared=1000)
    assert (said[0]["status"], given) == (200, 1000)


def test_a_declared_length_is_refused_before_a_byte_is_read() -> None:
    said, given = send([b"x" * 2000], declared=2000)
    assert (said[0]["status"], given) == (413, 0)
    assert json.loads(said[1]["body"])["problems"][0]["code"] == "body.too_large"


@pytest.mark.parametrize("declared", [None, 10])
def test_an_undeclared_or_false_length_is_refused_when_it_shows(declared: int | None) -> None:
    said, given = send([b"x" * 600] * 5, declared=declared)
    assert said[0]["status"] == 413
    assert given <= LIMIT


def test_a_person_reads_a_sentence() -> None:
    said, _ = send([b"x"], declared=10_000, accept="text/html,*/*")
    assert said[1]["body"].decode().startswith("What you sent is larger")


@pytest.mark.django_db
def test_a_form_that_is_too_large_says_so(client: Client) -> None:
    answer = client.post("/login/", {"username": "x" * 2_000_000})
    assert answer.status_code == 413

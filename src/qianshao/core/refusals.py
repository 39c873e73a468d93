"""A refusal before Django has seen the request: for programs JSON as in the API, for people the bare sentence."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from qianshao.core.problems import Problem

Scope = dict[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]


def header(scope: Scope, name: bytes) -> str:
    """ "" where there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


async def refuse(scope: Scope, send: Send, problem: Problem, headers: Iterable[Header] = ()) -> None:
    """In the language that was asked for. The connection is closed, as what was sent may not have been read."""
    wanted = header(scope, b"accept-language").split(",")[0].split("-")[0].strip().lower()
    with translation.override("en" if wanted == "en" else settings.LANGUAGE_CODE):
        sentence, said = problem.sentence, problem.as_dict()
    for_people = "text/html" in header(scope, b"accept")
    body = (sentence if for_people else json.dumps({"problems": [said]}, ensure_ascii=False)).encode()
    kind = b"text/plain" if for_people else b"application/json"
    start = {
        "type": "http.response.start",
        "status": problem.status,
        "headers": [
            (b"content-type", kind + b"; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *headers,
        ],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})

"""How much may be sent at all. Django would first write whatever arrives to disk, and look at it then."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from qianshao.core.problems import Problem

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = dict[str, Any]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class TooLarge(Exception):
    """More has arrived than is taken."""


def bounded(site: Application) -> Application:
    """Refuses what is larger than any door takes: at once where the length is declared, else as soon as it shows."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await site(scope, receive, send)
        if _declared(scope) > settings.LARGEST_BODY:
            return await _refuse(scope, send)
        try:
            return await site(scope, _counting(receive), send)
        except TooLarge:  # Django answers only after the whole body, so nothing has been sent yet
            return await _refuse(scope, send)

    return application


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _declared(scope: Scope) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdecimal() else 0


def _counting(receive: Receive) -> Receive:
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > settings.LARGEST_BODY:
            raise TooLarge
        return message

    return counting


async def _refuse(scope: Scope, send: Send) -> None:
    """JSON for programs, the bare sentence for people."""
    wanted = _header(scope, b"accept-language").split(",")[0].split("-")[0].strip().lower()
    with translation.override("en" if wanted == "en" else settings.LANGUAGE_CODE):
        problem = Problem("body.too_large", limit=f"{settings.LARGEST_BODY // 1024 // 1024} MB")
        sentence, said = problem.sentence, problem.as_dict()
    for_people = "text/html" in _header(scope, b"accept")
    body = (sentence if for_people else json.dumps({"problems": [said]}, ensure_ascii=False)).encode()
    kind = b"text/plain" if for_people else b"application/json"
    headers = [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

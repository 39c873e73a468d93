"""How much may be sent at all. Django would first write whatever arrives to disk, and look at it then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings

from qianshao.core.problems import Problem
from qianshao.core.refusals import Scope, Send, header, refuse

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class TooLarge(Exception):
    """More has arrived than is taken."""


def bounded(site: Application) -> Application:
    """Refuses what is larger than any door takes: at once where the length is declared, else as soon as it shows."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await site(scope, receive, send)
        if _declared(scope) > settings.LARGEST_BODY:
            return await refuse(scope, send, _too_large())
        try:
            return await site(scope, _counting(receive), send)
        except TooLarge:  # Django answers only after the whole body, so nothing has been sent yet
            return await refuse(scope, send, _too_large())

    return application


def _declared(scope: Scope) -> int:
    length = header(scope, b"content-length")
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


def _too_large() -> Problem:
    return Problem("body.too_large", limit=f"{settings.LARGEST_BODY // 1024 // 1024} MB")

"""The ASGI door in front of the site: plain reports go to the writer, everything else passes on unchanged."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

from qianshao.core.problems import Problem
from qianshao.core.refusals import Scope, Send, refuse
from qianshao.intake.gateway import plain
from qianshao.intake.gateway.link import Full, Link, Outcome
from qianshao.intake.gateway.plain import Today
from qianshao.intake.gateway.store import Waiting
from qianshao.intake.parsing import LARGEST_BODY

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Scope, Receive, Send], Any]

PATH = "/api/v1/reports"
HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class Gateway:
    """``today`` gives what holds now; None closes the short way, so that all goes to the site."""

    def __init__(self, site: Application, store: dict[str, Any], today: Callable[[], Today | None]) -> None:
        self.site, self.store, self.today = site, store, today
        self.link: Link | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            return await self.site(scope, receive, send)  # type: ignore[no-any-return]
        today, token, key, declared = self.today(), "", "", 0
        for name, value in scope["headers"]:
            if name == b"authorization" and value[:7] in (b"Bearer ", b"bearer "):
                token = sha256(value[7:].strip()).hexdigest()
            elif name == b"idempotency-key":
                key = value.decode("latin-1")
            elif name == b"content-length":
                declared = int(value) if value.isdigit() else 0
        if today is None or not token or not 0 < declared <= LARGEST_BODY:
            return await self.site(scope, receive, send)  # type: ignore[no-any-return]
        body = await _whole(receive, declared)
        if body is None:
            return None  # the sender has hung up
        report = plain.read(body, key, today)
        said = await self._write(Waiting(report, token)) if report else None
        if said is None:
            return await self.site(scope, _again(body, receive), send)  # type: ignore[no-any-return]
        if said:
            await _acknowledge(send, said)
        else:
            await _ask_to_come_back(scope, send)

    async def _write(self, waiting: Waiting) -> Outcome:
        self.link = self.link or Link(self.store)
        try:
            return await self.link.submit(waiting)
        except Full:
            return False


async def _whole(receive: Receive, declared: int) -> bytes | None:
    """The body, which has the declared length; None when it does not come to that."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while len(body) < declared:
        if message["type"] != "http.request" or not message.get("more_body"):
            return None
        message = await receive()
        body += message.get("body", b"")
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, once more. What the server still says of it, its end, is known."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        message = waiting.pop() if waiting else await receive()
        while message["type"] == "http.request" and message["body"] is not body:
            message = await receive()
        return message

    return replay


async def _acknowledge(send: Send, said: bytes) -> None:
    length = (b"content-length", b"%d" % len(said))
    await send({"type": "http.response.start", "status": 201, "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": said})


async def _ask_to_come_back(scope: Scope, send: Send) -> None:
    """Not all at the same moment."""
    seconds = random.randint(1, 5)  # noqa: S311 - no secret
    await refuse(scope, send, Problem("busy", seconds=seconds), [(b"retry-after", b"%d" % seconds)])

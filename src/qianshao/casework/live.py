"""Tells an open inbox that something changed, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from qianshao.casework import queries
from qianshao.registry.scope import Scope

PAUSE = 1.5
"""Seconds between two looks."""

LOOKS = 200
"""Then the stream ends and the browser asks anew: so nobody listens for longer than about five minutes on rights
that have been taken back."""


async def changes(scope: Scope, mark: str) -> AsyncIterator[str]:
    """An event whenever the inbox differs from ``mark``, the state that the page shows; else a sign of life."""
    yield "retry: 3000\n\n"
    for _ in range(LOOKS):
        found = await sync_to_async(_look, thread_sensitive=False)(scope)
        yield f"event: changed\ndata: {found}\n\n" if found != mark else ": nothing new\n\n"
        mark = found
        await asyncio.sleep(PAUSE)


def _look(scope: Scope) -> str:
    """One short query in a thread of the pool; the connection goes back to where it came from."""
    try:
        return queries.inbox_mark(scope)
    finally:
        close_old_connections()

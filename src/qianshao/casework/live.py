"""Tells an open inbox, or another page that lives, that something changed, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

from qianshao.casework import queries
from qianshao.core import clock
from qianshao.registry.queries.rights import still_holds
from qianshao.registry.scope import Scope

PAUSE = 1.0
"""Seconds between two looks."""

LOOKS = 300
"""Then the stream ends and the browser asks anew: so nobody listens for longer than about five minutes on rights
that have been taken back."""

SIGN_OF_LIFE = 15
"""After so many looks without news a comment is sent, so that a proxy between does not take the stream for dead."""


async def changes(scope: Scope, mark: str, ask: Callable[[Scope], str] | None = None) -> AsyncIterator[str]:
    """An event whenever the inbox, or what else ``ask`` looks at, differs from ``mark``, which the page shows."""
    yield "retry: 3000\n\n"
    for look in range(LOOKS):
        found = await sync_to_async(_look, thread_sensitive=False)(scope, ask or queries.inbox_mark)
        if found is None:
            return
        if found != mark:
            yield f"event: changed\ndata: {found}\n\n"
        elif look % SIGN_OF_LIFE == 0:
            yield ": nothing new\n\n"
        mark = found
        await asyncio.sleep(PAUSE)


def _look(scope: Scope, ask: Callable[[Scope], str]) -> str | None:
    """A few short queries in a thread of the pool; a connection that has had its time is closed. None where an
    emergency order on which these rights rest has ended: then the browser asks anew."""
    try:
        if scope.ordered and not still_holds(scope, clock.now()):
            return None
        return ask(scope)
    finally:
        close_old_connections()


def let_go() -> None:
    """Close the connection by which a request was answered, as the request lasts as long as its stream: otherwise
    each open inbox would keep one to the database."""
    if not connection.in_atomic_block:
        connection.close()

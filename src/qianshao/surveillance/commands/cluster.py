"""The rules of many districts on a Dask cluster: a district is a task."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from qianshao.surveillance.actions.looking import Asked, Spread
from qianshao.surveillance.rules.records import Finding

AHEAD = 3
"""Districts under way or waiting for each thread of the cluster: no worker waits for the database here, and not
all records of a country are in memory at once."""


@contextmanager
def on_dask(address: str) -> Iterator[Spread]:
    """Raises ImportError without the extra "cluster", OSError if nobody answers."""
    from distributed import Client

    connect: Any = Client
    with connect(address, timeout="10s") as client:

        def spread(every: Iterable[Asked]) -> Iterator[tuple[Asked, list[Finding]]]:
            room = AHEAD * max(sum(client.nthreads().values()), 1)
            waiting: deque[tuple[Asked, Any]] = deque()
            for asked in every:
                waiting.append((asked, None if asked.same else client.submit(asked.work, pure=False)))
                if len(waiting) >= room:
                    yield _answer(*waiting.popleft())
            while waiting:
                yield _answer(*waiting.popleft())

        yield spread


def _answer(asked: Asked, future: Any) -> tuple[Asked, list[Finding]]:
    return asked, [] if future is None else future.result()

"""Where replications run: on the cores of this machine, or on a Dask cluster. The answer is the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Range = tuple[int, int]
Work = Callable[[Any, int, int, int], Floats]
Spread = Callable[[Work, Any, int, list[Range]], Iterable[Floats]]
"""Calls work(prepared, seed, begin, end) for each range and yields the answers in their order."""


def on_threads(threads: int = 1) -> Spread:
    """In this process, on so many cores: the search holds no Python lock."""

    def spread(work: Work, prepared: Any, seed: int, ranges: list[Range]) -> Iterator[Floats]:
        each = partial(_part, work, prepared, seed)
        if threads == 1:
            yield from map(each, ranges)
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(each, ranges)

    return spread


@contextmanager
def on_dask(address: str) -> Iterator[Spread]:
    """On the workers of the Dask scheduler at ``address``. The arrays go to each worker once, the ranges as tasks.

    Raises ImportError without the extra "cluster", OSError if nobody answers.
    """
    from distributed import Client

    connect: Any = Client
    sent: dict[int, Any] = {}
    with connect(address, timeout="10s") as client:

        def spread(work: Work, prepared: Any, seed: int, ranges: list[Range]) -> Iterator[Floats]:
            if id(prepared) not in sent:
                sent[id(prepared)] = client.scatter(prepared, broadcast=True, hash=False)
            arrays = sent[id(prepared)]
            tasks = [client.submit(work, arrays, seed, begin, end, pure=False) for begin, end in ranges]
            yield from client.gather(tasks)

        yield spread
        sent.clear()


def _part(work: Work, prepared: Any, seed: int, part: Range) -> Floats:
    return work(prepared, seed, *part)

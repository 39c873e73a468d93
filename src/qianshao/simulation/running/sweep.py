"""A job cut into chunks of runs, given to threads here or to a Dask cluster."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from qianshao.simulation import compiling
from qianshao.simulation.epidemic.state import People
from qianshao.simulation.running.chunks import Store
from qianshao.simulation.running.job import Job, Runs, Workspace, compute

CHUNKS_AIMED_AT = 40
MOST_IN_A_CHUNK = 50
Watch = Callable[[int, int], None]
"""Told how many chunks are done, and of how many."""


def pieces(runs: int) -> list[tuple[int, int]]:
    """(first run, how many): the same for the same number of runs, whatever does them."""
    size = max(1, min(MOST_IN_A_CHUNK, runs // CHUNKS_AIMED_AT))
    return [(first, min(size, runs - first)) for first in range(0, runs, size)]


def sweep(
    job: Job, *, threads: int | None = None, folder: Path | None = None, dask: str = "", watch: Watch | None = None
) -> Runs:
    """All runs. With ``folder`` what is finished is kept there and not done again; ``dask``: a scheduler's address."""
    store = Store(folder, job) if folder else None
    wanted = pieces(job.runs)
    done = {first: kept for first, count in wanted if store and (kept := store.load(first, count))}
    missing = [piece for piece in wanted if piece[0] not in done]
    tell = watch or (lambda done, total: None)
    tell(len(done), len(wanted))
    if not missing:
        return Runs.joined(done[first] for first, _ in wanted)
    finished = _on_cluster(job, missing, dask) if dask else _here(job, missing, threads or os.cpu_count() or 1)
    for first, count, runs in finished:
        if store:
            store.save(first, count, runs)
        done[first] = runs
        tell(len(done), len(wanted))
    return Runs.joined(done[first] for first, _ in wanted)


def _here(job: Job, wanted: list[tuple[int, int]], threads: int) -> Iterator[tuple[int, int, Runs]]:
    people = _people(job)
    own = threading.local()

    def work(first: int, count: int) -> tuple[int, int, Runs]:
        if not hasattr(own, "workspace"):
            own.workspace = Workspace(job.scenario, people, job.seed)
        return first, count, compute(job, own.workspace, first, count)

    Workspace(job.scenario, people, job.seed).run(0)  # compiled once, before threads ask for it together
    with ThreadPoolExecutor(threads) as pool:
        try:
            for future in as_completed([pool.submit(work, *piece) for piece in wanted]):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _on_cluster(job: Job, wanted: list[tuple[int, int]], address: str) -> Iterator[tuple[int, int, Runs]]:
    from distributed import Client
    from distributed import as_completed as as_done

    with Client(address) as client:  # type: ignore[no-untyped-call]
        [sent] = client.scatter([job], broadcast=True)
        futures = [client.submit(on_worker, sent, *piece, pure=False) for piece in wanted]
        for future in as_done(futures):  # type: ignore[no-untyped-call]
            yield future.result()


def on_worker(job: Job, first: int, count: int) -> tuple[int, int, Runs]:
    """What a worker of the cluster is asked to do; it keeps the population for the next piece."""
    mark = job.fingerprint()
    if mark not in _kept:
        _kept.clear()
        _kept[mark] = _people(job)
    return first, count, compute(job, Workspace(job.scenario, _kept[mark], job.seed), first, count)


_kept: dict[str, People] = {}


def _people(job: Job) -> People:
    return compiling.people_of(job.scenario, job.sizes)

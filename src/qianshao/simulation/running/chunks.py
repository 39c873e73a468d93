"""Finished runs on disk, so that a sweep that was killed goes on where it was."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from qianshao.simulation.running.job import Job, Runs

NAMES = ("outcomes", "curves", "routes", "waits", "by_layer")


class Store:
    """A directory of chunks. A chunk is whole or not there: it is written beside its place and moved."""

    def __init__(self, folder: Path, job: Job) -> None:
        self.folder, self.mark = folder, job.fingerprint()
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, first: int, count: int) -> Path:
        return self.folder / f"{self.mark}-{first:07d}-{count:05d}.npz"

    def load(self, first: int, count: int) -> Runs | None:
        try:
            with self.path(first, count).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return Runs(*(kept[name] for name in NAMES))
        except (FileNotFoundError, BadZipFile, KeyError, ValueError):
            return None

    def save(self, first: int, count: int, runs: Runs) -> None:
        path = self.path(first, count)
        beside = path.with_suffix(f".{os.getpid()}.part")
        with beside.open("wb") as file:
            np.savez_compressed(file, **asdict(runs))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

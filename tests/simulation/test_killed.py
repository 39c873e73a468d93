"""A sweep that is killed goes on where it was: a real process, and SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Job, sweep

PATIENCE, PIECES = 100, 40
CHILD = "import sys; from pathlib import Path; from tests.simulation.test_killed import job, sweep; " + (
    "sweep(job(), threads=1, folder=Path(sys.argv[1]))"
)


def job() -> Job:
    """Slow enough to be killed in the middle: a winter of infections, in forty pieces."""
    scenario = shipped().with_values({"horizon.importation": 400.0, "transmission.community": 1.5})
    return Job(scenario, (0, 31), PIECES, sizes=tuple([5] * 4000 + [300] * 200))


def finished(folder: Path) -> dict[str, tuple[int, int]]:
    """By name of a piece on disk which file it is, and when it was written."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.glob("*.npz")}


def test_what_was_finished_before_the_kill_is_not_run_again(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)])
    until = time.monotonic() + PATIENCE
    while len(finished(tmp_path)) < 3 and child.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    before = finished(tmp_path)
    assert 3 <= len(before) < PIECES

    told: list[tuple[int, int]] = []
    again = sweep(job(), folder=tmp_path, watch=lambda done, total: told.append((done, total)))
    after = finished(tmp_path)
    assert len(after) == PIECES
    assert {name: after[name] for name in before} == before
    assert told[0] == (len(before), PIECES) and told[-1] == (PIECES, PIECES)
    assert len(told) == 1 + PIECES - len(before)
    whole = sweep(job())
    assert np.array_equal(again.outcomes, whole.outcomes) and np.array_equal(again.waits, whole.waits)

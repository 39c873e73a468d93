"""How often something may go wrong before everybody waits a little."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from qianshao.core.problems import Problem

FIRST_WAIT, LONGEST_WAIT = 5, 60
"""In seconds: what is asked of those who come to an empty bucket, doubling with each refusal in a row."""


class Budget:
    """A bucket that holds ``burst`` and refills by ``per_minute``. What goes wrong takes from it; while it is empty
    nobody is let in, beside the few for whom it refills."""

    def __init__(self, *, per_minute: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second, self.burst, self.clock = per_minute / 60, burst, clock
        self.left, self.at, self.refused = burst, clock(), 0
        self.lock = Lock()

    def check(self) -> None:
        with self.lock:
            self._refill()
            if self.left < 1:
                self.refused += 1
                raise Problem("receipt.too_many", seconds=self._wait())

    def spend(self) -> None:
        with self.lock:
            self._refill()
            self.left = max(self.left - 1, 0)

    def _refill(self) -> None:
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left >= self.burst / 2:
            self.refused = 0

    def _wait(self) -> int:
        return int(min(FIRST_WAIT * 2 ** min(self.refused - 1, 10), LONGEST_WAIT))

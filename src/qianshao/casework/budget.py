"""How often something may go wrong before everybody waits a little."""

from __future__ import annotations

import time
from threading import Lock

from qianshao.core.problems import Problem


class Budget:
    """A bucket that holds ``burst`` and refills by ``per_minute``; an empty one refuses until it has refilled."""

    def __init__(self, *, per_minute: float, burst: float) -> None:
        self.per_second, self.burst = per_minute / 60, burst
        self.left, self.at = burst, time.monotonic()
        self.lock = Lock()

    def check(self) -> None:
        with self.lock:
            self._refill()
            if self.left < 1:
                raise Problem("receipt.too_many")

    def spend(self) -> None:
        with self.lock:
            self._refill()
            self.left -= 1

    def _refill(self) -> None:
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now

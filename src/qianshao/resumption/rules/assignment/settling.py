"""From shared to whole: those that the relaxation shares go to one helper each, and small exchanges improve."""

from __future__ import annotations

import numpy as np

from qianshao.resumption.rules.assignment.options import NOBODY, Ints, Options

ROUNDS = 12


class Settling:
    """``holder``: of each place the position of its helper. ``rank``: which of its options that is."""

    def __init__(self, given: Options, room: Ints) -> None:
        self.given = given
        self.left = room.copy()
        self.holder = np.full(len(given.load), NOBODY, np.int64)
        self.rank = np.full(len(given.load), NOBODY, np.int64)
        self.held: list[set[int]] = [set() for _ in room]

    def take(self, places: Ints, flow: Ints) -> None:
        """``flow``: minutes of each at each of its options. What goes to one helper whole stays so; of the rest, to
        whom most of it went and who has room."""
        most = flow.max(axis=1)
        whole = most == self.given.load[places]
        for row in np.nonzero(whole)[0]:
            self._put(int(places[row]), int(flow[row].argmax()))
        for row in np.nonzero(~whole & (most > 0))[0]:
            place = int(places[row])
            for rank in np.argsort(-flow[row], kind="stable"):
                if flow[row, rank] > 0 and self._fits(place, int(rank)):
                    self._put(place, int(rank))
                    break
            else:
                self._settle(place)

    def keep(self, place: int, helper: int) -> None:
        """With this helper, if they are among its options and have room."""
        for rank in np.nonzero(self.given.helpers[place] == helper)[0] if helper != NOBODY else ():
            if self._fits(place, int(rank)):
                self._put(place, int(rank))

    def settle(self) -> None:
        """Those without anybody: to the cheapest with room, or by moving one other place out of the way."""
        waiting = [int(place) for place in np.nonzero(self.holder == NOBODY)[0]]
        for place in sorted(waiting, key=lambda one: (-int(self.given.nobody[one]), one)):
            self._settle(place)

    def improve(self) -> None:
        """Moves to a cheaper helper, straight or by one exchange, until nothing gets better."""
        for _ in range(ROUNDS):
            moved = False
            for place in range(len(self.holder)):
                if self.rank[place] > 0 or self.holder[place] == NOBODY:
                    moved |= self._settle(place)
            if not moved:
                return

    def cost(self) -> int:
        return int(sum(self._cost(place, int(self.rank[place])) for place in range(len(self.holder))))

    # --- one place ----------------------------------------------------------------------------------------

    def _settle(self, place: int) -> bool:
        """The best of: a helper with room, and a helper from whom one other place can go elsewhere."""
        now = self._cost(place, int(self.rank[place]))
        best, step = now, None
        for rank, helper in enumerate(self.given.helpers[place]):
            cost = int(self.given.costs[place, rank])
            if helper == NOBODY or cost >= best:
                break
            if helper == self.holder[place]:
                continue
            if self._fits(place, rank):
                best, step = cost, (rank, NOBODY, NOBODY)
                break
            for other, its in self._ways_out(place, int(helper), best - cost):
                change = cost + self._cost(other, its) - self._cost(other, int(self.rank[other]))
                if change < best:
                    best, step = change, (rank, other, its)
        if step is None:
            return False
        rank, other, its = step
        self._lift(place)
        if other != NOBODY:
            self._lift(other)
            self._put(other, its)
        self._put(place, rank)
        return True

    def _ways_out(self, place: int, helper: int, worth: int) -> list[tuple[int, int]]:
        """Places of this helper that could go elsewhere so that ``place`` fits, for less than it is ``worth``."""
        missing = int(self.given.load[place] - self.left[helper])
        mine = int(self.holder[place])
        found = []
        for other in sorted(self.held[helper]):
            if self.given.load[other] < missing:
                continue
            least = self._cost(other, int(self.rank[other]))
            for rank, target in enumerate(self.given.helpers[other]):
                if target == NOBODY or self.given.costs[other, rank] - least >= worth:
                    break
                freed = int(self.given.load[place]) if target == mine else 0
                if target != helper and self.given.load[other] <= self.left[target] + freed:
                    found.append((other, rank))
                    break
        return found

    def _cost(self, place: int, rank: int) -> int:
        return int(self.given.nobody[place] if rank == NOBODY else self.given.costs[place, rank])

    def _fits(self, place: int, rank: int) -> bool:
        helper = self.given.helpers[place, rank]
        return bool(helper != NOBODY and self.given.load[place] <= self.left[helper])

    def _put(self, place: int, rank: int) -> None:
        helper = int(self.given.helpers[place, rank])
        self.holder[place], self.rank[place] = helper, rank
        self.left[helper] -= self.given.load[place]
        self.held[helper].add(place)

    def _lift(self, place: int) -> None:
        helper = int(self.holder[place])
        if helper != NOBODY:
            self.left[helper] += self.given.load[place]
            self.held[helper].discard(place)
        self.holder[place] = self.rank[place] = NOBODY

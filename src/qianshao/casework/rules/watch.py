"""The watch for retaliation: when who is asked, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.policy.retaliation import Watching


@dataclass(frozen=True, slots=True)
class Question:
    """To whom, how many days after the report, and when that is."""

    asked: str
    after_days: int
    due_at: datetime


def questions(policy: Watching, category: str, reported_at: datetime, *, asked: Iterable[str]) -> list[Question]:
    """What is asked after a report of this kind, of those of ``asked`` whom the policy asks at all."""
    if category in policy.but:
        return []
    wanted = [one for one in policy.ask if one in set(asked)]
    return [Question(one, days, reported_at + timedelta(days=days)) for days in policy.days for one in wanted]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``asked`` questions that were due; ``answered`` of these, in whatever time; ``yes`` of these: somebody suffered.
    ``no_answer``: the time to answer has passed without one. The rest waits."""

    asked: int
    answered: int
    yes: int
    no_answer: int

    @property
    def waiting(self) -> int:
        return self.asked - self.answered - self.no_answer

    @property
    def share_answered(self) -> float | None:
        """Of the questions that were due; None where none was."""
        return self.answered / self.asked if self.asked else None

    @property
    def share_yes(self) -> float | None:
        """Of the answers; None without any."""
        return self.yes / self.answered if self.answered else None

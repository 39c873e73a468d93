"""The ledger against a replay that knows nothing of it: day by day, from the words of the rule, with plain loops."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from qianshao.core.actor import Via, system
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions, queries
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import Spell, Standing, Statement
from tests.cast import DAY, MORNING, Cast, assemble

DAYS = 6
FIRST = DAY - timedelta(days=DAYS - 1)
WORDS = ("never_stopped", "stopped", "filed", "checked", "approved", "working", "held", "released", "stopped_again")
SOURCES = ("authority", "employer", "union", "worker", "inspection")
STRENGTH = {"employer": 0, "union": 1, "worker": 2, "authority": 3, "inspection": 4}


@dataclass
class Step:
    """A statement, a correction, or a statement taken back. ``target`` picks one of those that still count."""

    place: int
    word: str
    day: date
    source: str
    deed: str
    target: int


steps = st.builds(
    Step,
    place=st.integers(0, 1),
    word=st.sampled_from(WORDS),
    day=st.integers(0, DAYS - 1).map(lambda day: FIRST + timedelta(days=day)),
    source=st.sampled_from(SOURCES),
    deed=st.sampled_from(["state", "state", "state", "correct", "retract"]),
    target=st.integers(0, 9),
)


@dataclass
class Line:
    """A line of the replay's own book."""

    place: int
    word: str
    day: date
    source: str
    written: int
    struck: int | None = None


def replay(book: list[Line], place: int, day: date, moment: int) -> str:
    """The rule as the page words it. ``moment``: the number of the last line that had been written by then."""
    lines = [
        one
        for one in book
        if one.place == place and one.day <= day and one.written <= moment and not (one.struck and one.struck <= moment)
    ]
    lines.sort(key=lambda one: (one.day, one.written))

    held = None
    for line in lines:
        if line.source in ("authority", "union", "inspection"):
            if line.word == "held":
                held = line
            elif line.word == "released":
                held = None

    newest: dict[str, Line] = {}
    for line in lines:
        if line.word in ("never_stopped", "working", "stopped", "stopped_again"):
            newest[line.source] = line
    seen_working = [s for s, line in newest.items() if s != "employer" and line.word in ("never_stopped", "working")]
    if seen_working and "employer" in newest and newest["employer"].word.startswith("stopped"):
        del newest["employer"]
    activity = None
    for line in newest.values():
        weight = (line.day, STRENGTH[line.source])
        if activity is None or weight > (activity.day, STRENGTH[activity.source]):
            activity = line

    reached = 0
    for line in lines:
        if line.word == "stopped_again":
            reached = 0
        elif line.word in ("filed", "checked", "approved"):
            step = {"filed": 1, "checked": 2, "approved": 3}[line.word]
            reached = max(reached, 1 if line.source in ("employer", "worker") else step)

    works = activity is not None and activity.word in ("never_stopped", "working")
    if held is not None:
        after = works and activity and (activity.day, activity.written) > (held.day, held.written)
        if not after:
            return "held"
    if works and activity:
        return activity.word
    if reached:
        return ("filed", "checked", "approved")[reached - 1]
    return activity.word if activity else ""


class AsOf(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = assemble()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(steps, max_size=8))
    def test_every_day_at_every_moment(self, given_steps: list[Step]) -> None:
        places = [self.cast.plant, self.cast.shop]
        book = play(given_steps, places)
        for moment in range(len(book) + 1):
            for number, place in enumerate(places):
                check_course(book, number, place, moment)
        check_sums(book, places, len(book))
        known_at = MORNING + timedelta(minutes=len(book) // 2)
        check_known(book, places, len(book) // 2, known_at)


def play(given_steps: list[Step], places: list[Workplace]) -> list[Line]:
    """Through the ordinary actions, one a minute; and into the book of the replay."""
    book: list[Line] = []
    rows: list[Statement] = []
    for step in given_steps:
        at = MORNING + timedelta(minutes=len(book) + 1)
        said: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": at}
        word = "filed" if step.word in ("held", "released") and step.source in ("employer", "worker") else step.word
        alive = [number for number, line in enumerate(book) if line.struck is None and line.word != "retracted"]
        if step.deed == "state" or not alive:
            rows.append(actions.state(Draft(places[step.place], word, step.day, step.source), **said))
            book.append(Line(step.place, word, step.day, step.source, len(book) + 1))
            continue
        old = alive[step.target % len(alive)]
        struck = rows[old]
        if step.deed == "retract":
            rows.append(actions.retract(struck, **said))
            book.append(Line(book[old].place, "retracted", book[old].day, book[old].source, len(book) + 1))
        else:
            draft = Draft(struck.workplace, word, step.day, step.source, supersedes=struck)
            rows.append(actions.correct(struck, draft, **said))
            book.append(Line(book[old].place, word, step.day, step.source, len(book) + 1))
        book[old].struck = len(book)
    return book


def check_course(book: list[Line], number: int, place: Workplace, moment: int) -> None:
    """The course as it was known at that moment, unrolled: the standing of each day."""
    course = queries.ledger(place, DAY, MORNING + timedelta(minutes=moment)).course
    for day in (FIRST + timedelta(days=ago) for ago in range(-1, DAYS)):
        reached = [standing for since, standing, _ in course if since <= day]
        assert (reached[-1] if reached else "") == replay(book, number, day, moment)


def check_sums(book: list[Line], places: list[Workplace], moment: int) -> None:
    """The tallies, and the list, on each day; with the day before's beside it."""
    by = ("standing", "township")
    for day in (FIRST + timedelta(days=ago) for ago in range(-1, DAYS + 1)):
        expected = counted(book, places, day, moment)
        before = counted(book, places, day - timedelta(days=1), moment)
        found = queries.counts(EVERYTHING, "500113", by=by, day=day, standings=Standing.values)
        assert {row.kinds: row.count for row in found.rows if row.count} == expected
        assert {row.kinds: row.day_before for row in found.rows if row.day_before} == before
        listed = queries.watch_list(EVERYTHING, queries.Wanted(territory="500113"), day)
        known = Counter((row.standing, row.township_code) for row in listed if row.standing != "unknown")
        assert known == expected
    assert Spell.objects.filter(until=None).count() <= len(places)


def check_known(book: list[Line], places: list[Workplace], moment: int, known_at: datetime) -> None:
    by = ("standing", "township")
    found = queries.counts(EVERYTHING, "500113", by=by, day=DAY, standings=Standing.values, known_at=known_at)
    assert {row.kinds: row.count for row in found.rows if row.count} == counted(book, places, DAY, moment)


def counted(book: list[Line], places: list[Workplace], day: date, moment: int) -> dict[tuple[str, ...], int]:
    standings = [(replay(book, number, day, moment), place.township_code) for number, place in enumerate(places)]
    return dict(Counter(one for one in standings if one[0]))


@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        ([("working", "worker"), ("stopped", "employer")], "working"),
        ([("stopped", "authority"), ("working", "inspection")], "working"),
        ([("approved", "authority"), ("held", "union")], "held"),
    ],
)
def test_the_replay_says_what_the_page_says(lines: list[tuple[str, str]], standing: str) -> None:
    book = [Line(0, word, DAY, source, number) for number, (word, source) in enumerate(lines, start=1)]
    assert replay(book, 0, DAY, len(book)) == standing

"""The restart ledger: what is said, by whom, and what follows from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from qianshao.core import events
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions, queries
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import Spell, Statement, Tally
from tests.cast import DAY, MORNING, Cast, scope

SAID: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}


def say(
    place: Workplace,
    standing: str,
    days_ago: int = 0,
    source: str = "authority",
    at: datetime = MORNING,
    named: str = "",
) -> Statement:
    draft = Draft(place, standing, DAY - timedelta(days=days_ago), source, named)
    return actions.state(draft, **SAID | {"at": at})


def standing(place: Workplace, day: date = DAY, known_at: datetime | None = None) -> str:
    return queries.ledger(place, day, known_at).effective.standing


def total(territory: str = "500113", day: date = DAY, **more: Any) -> int:
    return queries.counts(EVERYTHING, territory, day=day, **more).total


def test_of_whom_nobody_speaks_nothing_is_known(cast: Cast) -> None:
    rows = queries.watch_list(EVERYTHING, queries.Wanted(territory="500113"), DAY)
    assert {row.name: row.standing for row in rows} == {cast.plant.name: "unknown", cast.shop.name: "unknown"}


def test_the_course_of_a_restart(cast: Cast) -> None:
    for days_ago, word in ((20, "stopped"), (5, "filed"), (3, "approved"), (1, "working")):
        say(cast.plant, word, days_ago)
    course = [(DAY - since).days for since, _, _ in queries.ledger(cast.plant, DAY).course]
    assert course == [20, 5, 3, 1]
    assert [standing(cast.plant, DAY - timedelta(days=ago)) for ago in (21, 20, 6, 5, 2, 0)] == [
        "",
        "stopped",
        "stopped",
        "filed",
        "approved",
        "working",
    ]
    assert [total(day=DAY - timedelta(days=ago)) for ago in (2, 1, 0)] == [0, 1, 1]


def test_what_was_known_then_and_what_is_known_now(cast: Cast) -> None:
    later = MORNING + timedelta(days=2)
    say(cast.plant, "stopped", 10)
    say(cast.plant, "working", 4, "worker", at=later)
    day = DAY - timedelta(days=3)
    assert standing(cast.plant, day) == "working"
    assert standing(cast.plant, day, known_at=MORNING) == "stopped"
    assert total(day=day) == 1
    assert total(day=day, known_at=MORNING) == 0
    assert total(day=day, known_at=later) == 1


def test_a_correction_counts_and_both_stay(cast: Cast) -> None:
    wrong = say(cast.plant, "working", 2)
    later = MORNING + timedelta(hours=1)
    draft = Draft(cast.plant, "filed", wrong.holds_from, "authority", supersedes=wrong)
    actions.correct(wrong, draft, **SAID | {"at": later})
    assert standing(cast.plant) == "filed"
    assert standing(cast.plant, known_at=MORNING) == "working"
    assert Statement.objects.count() == 2
    with pytest.raises(Problem, match=r"restart\.superseded"):
        actions.retract(wrong, **SAID | {"at": later})


def test_what_is_taken_back_was_never_so(cast: Cast) -> None:
    row = say(cast.plant, "working", 2)
    actions.retract(row, **SAID)
    assert standing(cast.plant) == ""
    assert total() == 0
    assert not Spell.objects.exists()


def test_an_employer_cannot_clear_what_others_saw(cast: Cast) -> None:
    say(cast.plant, "working", 3, "worker")
    say(cast.plant, "stopped", 1, "employer")
    found = queries.ledger(cast.plant, DAY)
    assert found.effective.standing == "working"
    assert [one.kind for one, _, _ in found.conflicts] == ["employer_says_stopped"]
    say(cast.plant, "stopped_again", 0, "inspection")
    assert standing(cast.plant) == "stopped_again"


def test_an_employer_cannot_approve_itself(cast: Cast) -> None:
    say(cast.plant, "approved", 1, "employer")
    found = queries.ledger(cast.plant, DAY)
    assert found.effective.standing == "filed"
    assert [one.kind for one, _, _ in found.conflicts] == ["claims_papers"]
    say(cast.plant, "approved", 0)
    assert not queries.ledger(cast.plant, DAY).conflicts


def test_never_stopped_against_restarted_is_listed(cast: Cast) -> None:
    """The plant of the case: one office says that it never stopped, another that it restarted."""
    say(cast.plant, "never_stopped", 14, "authority", named="开发区办公室")
    say(cast.plant, "working", 2, "authority", named="公开通报")
    found = queries.ledger(cast.plant, DAY)
    ((conflict, first, second),) = found.conflicts
    assert conflict.kind == "ever_stopped"
    assert {first.source_name, second.source_name} == {"开发区办公室", "公开通报"}


def test_a_hold_and_its_release_on_one_day(cast: Cast) -> None:
    say(cast.plant, "approved", 5)
    say(cast.plant, "working", 3)
    held = actions.hold(workplace=cast.plant, basis=["territorial", "chongqing_23"], source="inspection", **SAID)
    assert (standing(cast.plant), held.basis) == ("held", ["territorial", "chongqing_23"])
    assert total() == 0
    with pytest.raises(Problem, match=r"restart\.held"):
        actions.hold(workplace=cast.plant, basis=[], **SAID)
    actions.release(workplace=cast.plant, **SAID)
    assert standing(cast.plant) == "working"
    with pytest.raises(Problem, match=r"restart\.not_held"):
        actions.release(workplace=cast.plant, **SAID)


def test_who_works_although_held_is_a_case(cast: Cast) -> None:
    say(cast.plant, "filed", 5)
    actions.hold(workplace=cast.plant, basis=[], **SAID)
    say(cast.plant, "working", 0, "worker")
    found = queries.ledger(cast.plant, DAY)
    assert found.effective.standing == "working"
    assert "works_while_held" in [one.kind for one, _, _ in found.conflicts]
    assert Event.objects.filter(action="restart.unapproved").count() == 1


def test_an_employer_cannot_hold(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"restart\.who_holds"):
        say(cast.plant, "held", 0, "employer")


def test_at_work_without_papers_calls_for_somebody_once(cast: Cast) -> None:
    say(cast.plant, "working", 1)
    say(cast.plant, "working", 0, "union")
    (row,) = Event.objects.filter(action="restart.unapproved")
    assert row.needs_work
    assert row.data["rule"] == "chongqing_24"
    assert queries.ledger(cast.plant, DAY).lack
    say(cast.shop, "filed", 1)
    say(cast.shop, "working", 0)
    assert Event.objects.filter(action="restart.unapproved").count() == 1
    assert [place.name for place, _ in queries.unapproved(EVERYTHING, "500113", DAY)] == [cast.plant.name]


def test_a_new_stop_asks_for_new_papers(cast: Cast) -> None:
    say(cast.plant, "filed", 9)
    say(cast.plant, "working", 8)
    say(cast.plant, "stopped_again", 4)
    assert standing(cast.plant) == "stopped_again"
    say(cast.plant, "working", 1)
    assert Event.objects.filter(action="restart.unapproved").count() == 1


def test_the_future_is_not_known(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"day\.future"):
        say(cast.plant, "working", -1)


def test_a_closed_workplace_is_not_counted_after_its_end(cast: Cast) -> None:
    say(cast.closed, "working", 60)
    end = cast.closed.closed_on
    assert end
    assert [total(day=end - timedelta(days=1)), total(day=end)] == [1, 0]


def test_a_recount_follows_the_registry(cast: Cast) -> None:
    say(cast.plant, "working", 3)
    Workplace.objects.filter(pk=cast.plant.pk).update(headcount=15, ownership="private", township_code="500113004")
    assert actions.recount(**SAID) == 1
    by = ("ownership", "size", "township")
    ((row),) = queries.counts(EVERYTHING, "500113", by=by, day=DAY).rows
    assert row.kinds == ("private", "micro", "500113004")
    assert actions.recount(**SAID) == 0
    Workplace.objects.filter(pk=cast.plant.pk).update(closed_on=DAY)
    assert actions.recount(**SAID) == 1
    assert total() == 0
    Workplace.objects.filter(pk=cast.plant.pk).update(closed_on=None)
    assert actions.recount(**SAID) == 1
    assert total() == 1


def test_sums_are_for_those_who_see_all_and_others_count(cast: Cast) -> None:
    say(cast.plant, "working", 1)
    say(cast.shop, "working", 0)
    say(cast.elsewhere, "working", 0)

    def seen(who: str, territory: str) -> tuple[int, int]:
        found = queries.counts(scope(cast, who), territory, by=("township",), day=DAY)
        return found.total, found.day_before

    assert seen("officer of district", "500113") == (2, 1)
    assert seen("officer of township", "500113") == (1, 1)
    assert seen("officer of group", "500113") == (1, 1)
    assert seen("officer of city", "50") == (3, 1)
    assert seen("officer of next district", "500113") == (0, 0)


def test_the_sums_of_each_level_agree(cast: Cast) -> None:
    say(cast.plant, "working", 1)
    say(cast.elsewhere, "working", 1)
    for level, territory in ((0, ""), (2, "50"), (4, "5001"), (6, "500113"), (9, "500113111")):
        rows = Tally.objects.filter(level=level, territory=territory)
        assert sum(row.delta for row in rows) == (1 if level >= 6 else 2)
        assert queries.counts(EVERYTHING, territory, day=DAY).total == (1 if level >= 6 else 2)


def test_the_event_of_each_statement_holds_no_words(cast: Cast) -> None:
    draft = Draft(cast.plant, "working", DAY, "union", "镇工会", remark="王师傅说的")
    actions.state(draft, **SAID)
    assert not any("王师傅" in str(row.data) for row in Event.objects.all())
    assert events.seal() >= 1

"""A report that was acknowledged is on disk, once, whoever is killed and however many push at the same moment."""

from __future__ import annotations

import json
import signal
from typing import Any

from tests.intake.offices import Desk

ACKNOWLEDGED = 120
"""Reports before the kill: enough that some are on their way at that moment."""


def test_what_was_acknowledged_survives_a_kill(desk: Desk) -> None:
    process = desk.start("work_until_killed")
    assert process.stdout is not None
    acknowledged = [json.loads(process.stdout.readline()) for _ in range(ACKNOWLEDGED)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    # The last line may be cut off; a whole one was an answer like the others.
    acknowledged += [json.loads(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    (found,) = desk.run("look")
    for answer in acknowledged:
        assert "receipt" in answer or found["reports"][answer["key"]] == answer["pk"]
    desk.run("has_receipts", "\n".join(answer["receipt"] for answer in acknowledged if "receipt" in answer))
    assert_nothing_is_in_between(found)


def assert_nothing_is_in_between(found: dict[str, Any]) -> None:
    """Counted on the board, and on the list of work exactly once when something is wrong."""
    assert found["work"] == found["not_clear"]
    assert found["dangers"] == found["observations"]
    assert found["tallies"] == found["expected"]


def test_one_key_from_many_at_once_is_filed_once(desk: Desk) -> None:
    answers = desk.run("same_key")
    assert len(answers) == 8
    assert len({answer["pk"] for answer in answers}) == 1
    assert [answer["repeated"] for answer in answers].count(False) == 1
    (found,) = desk.run("look")
    assert list(found["reports"]) == ["same"]
    assert_nothing_is_in_between(found)


def test_corrections_at_once_are_revisions_one_after_another(desk: Desk) -> None:
    answers = desk.run("no_key")
    assert sorted(answer["revision"] for answer in answers) == list(range(1, 9))
    (found,) = desk.run("look")
    assert_nothing_is_in_between(found)


def test_one_danger_from_many_at_once_is_there_once(desk: Desk) -> None:
    assert len({answer["receipt"] for answer in desk.run("same_danger")}) == 1
    (found,) = desk.run("look")
    assert len(found["observations"]) == len(found["dangers"]) == 1


def test_new_links_at_once_leave_one(desk: Desk) -> None:
    assert len(desk.run("new_link")) == 8

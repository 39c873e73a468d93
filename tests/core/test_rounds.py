"""The patience of the processes beside the web server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from django.db import DataError, InterfaceError, OperationalError, connections

from qianshao.core import rounds

PAUSE = 1.0


class Rounds:
    """Each round ends as planned; when nothing is left in the plan, whoever started the process is gone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *plan: Exception | None) -> None:
        self.plan: Iterator[Exception | None] = iter(plan)
        self.left = len(plan)
        self.waited: list[float] = []
        monkeypatch.setattr(time, "sleep", self.waited.append)
        monkeypatch.setattr(os, "getppid", lambda: 7 if self.left else 1)
        monkeypatch.setattr(connections, "close_all", lambda: None)
        monkeypatch.setattr(rounds, "close_old_connections", lambda: None)

    def __call__(self) -> None:
        self.left -= 1
        fault = next(self.plan)
        if fault is not None:
            raise fault

    def run(self, *, once: bool = False) -> list[float]:
        rounds.in_rounds(self, once=once, pause=PAUSE)
        return self.waited


def set_up(monkeypatch: pytest.MonkeyPatch, is_it: bool) -> None:
    monkeypatch.setattr(rounds, "is_set_up", lambda: is_it)


def test_rounds_follow_each_other_until_the_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Rounds(monkeypatch, None, None, None).run() == [PAUSE, PAUSE]


def test_a_database_that_is_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_up(monkeypatch, True)
    plan = Rounds(monkeypatch, OperationalError("gone"), InterfaceError("closed"), None, None)
    assert plan.run() == [rounds.WAIT, PAUSE, rounds.WAIT, PAUSE, PAUSE]
    assert [record.message for record in caplog.records] == [
        f"The database does not answer ({name}); trying again." for name in ("OperationalError", "InterfaceError")
    ]


def test_one_that_is_not_set_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, False)
    plan = Rounds(monkeypatch, None, OperationalError("no such table"), None)
    with pytest.raises(OperationalError, match="no such table"):
        plan.run()
    assert plan.waited == [PAUSE]


def test_a_fault_of_another_kind_is_not_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, True)
    with pytest.raises(DataError):
        Rounds(monkeypatch, DataError("too long"), None).run()


def test_once_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, True)
    assert Rounds(monkeypatch, None, None).run(once=True) == []
    with pytest.raises(OperationalError):
        Rounds(monkeypatch, OperationalError("gone"), None).run(once=True)

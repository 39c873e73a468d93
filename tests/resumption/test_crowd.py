"""Two officers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import actions, queries
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import Spell, Statement
from tests.cast import DAY, MORNING, assemble

SAID: dict[str, Any] = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="nobody waits for SQLite in memory; a file has a single writer"
)
@pytest.mark.django_db(transaction=True)
def test_both_are_kept_counted_once_and_corrected_once() -> None:
    cast = assemble()
    words = ["filed", "working", "approved", "working", "checked", "working"]

    def say(word: str) -> None:
        try:
            actions.state(Draft(cast.plant, word, DAY, "authority", word), **SAID)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(words)) as officers:
        list(officers.map(say, words))
    assert Statement.objects.count() == len(words)
    assert queries.counts(EVERYTHING, "500113", day=DAY).total == Spell.objects.filter(standing="working").count() == 1

    row = Statement.objects.order_by("pk")[0]

    def take_back(_: int) -> str:
        try:
            actions.retract(row, **SAID)
            return "done"
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as officers:
        assert sorted(officers.map(take_back, range(2))) == ["done", "restart.superseded"]

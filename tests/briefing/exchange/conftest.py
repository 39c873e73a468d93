from __future__ import annotations

import faulthandler
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from qianshao.core.actor import system
from qianshao.intake.actions import Submission, file_daily_report
from qianshao.intake.models import Source
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from tests.briefing.exchange.instances import Instance
from tests.cast import DAY, MORNING

File = Callable[..., None]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """An installation with its tables and nothing in them, to be copied."""
    faulthandler.cancel_dump_traceback_later()  # each process has a limit of its own
    made = Instance(tmp_path_factory.mktemp("blank") / "data")
    made.inside("migrate")
    return made


@pytest.fixture
def file() -> File:
    """A daily report of a workplace's own union."""

    def filed(place: Workplace, day: date = DAY, **numbers: int) -> None:
        given: dict[str, Any] = {"headcount": 100, **numbers}
        submission = Submission(place, day, Source.UNION, Numbers(**given), "demo")
        file_daily_report(submission, actor=system("test"), via="demo", at=MORNING)

    return filed

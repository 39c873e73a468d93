from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cast import as_person, cast, real_clock
from tests.network import close_the_door

if TYPE_CHECKING:
    from pytest_django import Settings

__all__ = ["as_person", "cast", "own_data", "real_clock"]

close_the_door()


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """Each test has a data directory of its own; the database is Django's test database all the same."""
    data = tmp_path / "qianshao"
    monkeypatch.setenv("QIANSHAO_DATA", str(data))
    settings.DATA = data
    return data

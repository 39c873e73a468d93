from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.intake import actions
from tests.cast import MORNING, Cast

Code = Callable[[str], str]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    yield


@pytest.fixture
def code_of(cast: Cast) -> Code:
    """The one-time code that somebody sees on their page."""

    def draw(who: str) -> str:
        membership = cast.person(who).memberships.get()
        return actions.draw_sender_code(membership, actor=person(membership.person_id), via="web", at=MORNING)

    return draw

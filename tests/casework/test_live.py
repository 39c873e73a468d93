"""The stream of events of an inbox, look by look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from qianshao.casework import live, queries
from qianshao.registry.scope import Scope
from tests.casework.scene import open_case
from tests.cast import Cast


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the looks find, one after the other."""
    found: list[str] = []
    monkeypatch.setattr(queries, "inbox_mark", lambda scope: found.pop(0))
    monkeypatch.setattr(live, "PAUSE", 0)
    monkeypatch.setattr(live, "SIGN_OF_LIFE", 2)
    yield found


def listen(monkeypatch: pytest.MonkeyPatch, mark: str, looks: int) -> list[str]:
    monkeypatch.setattr(live, "LOOKS", looks)

    async def all_of_it() -> list[str]:
        return [part async for part in live.changes(Scope(), mark)]

    return asyncio.run(all_of_it())


def test_only_what_is_new_is_told(marks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    marks += ["a", "a", "b", "b", "b", "c"]
    assert listen(monkeypatch, "a", 6) == [
        "retry: 3000\n\n",
        ": nothing new\n\n",
        "event: changed\ndata: b\n\n",
        ": nothing new\n\n",
        "event: changed\ndata: c\n\n",
    ]


def test_what_changed_before_the_stream_began_is_told(marks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    marks += ["b"]
    assert listen(monkeypatch, "a", 1)[1:] == ["event: changed\ndata: b\n\n"]


def test_a_stream_that_nobody_reads_looks_no_more(marks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    marks += ["a"] * 100

    async def leave_early() -> None:
        stream = live.changes(Scope(), "a")
        await anext(stream)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave_early())
    assert len(marks) == 99


@pytest.mark.django_db
def test_the_page_names_the_state_that_it_shows(cast: Cast, as_person: Callable[[str], Client]) -> None:
    """So that nothing that happens between the page and the stream is missed."""
    open_case(cast.shop, "retaliation")
    client = as_person("officer of district")
    page = client.get("/inbox/")
    assert f'data-live="/inbox/events/?mark={page.context["mark"]}"' in page.content.decode()
    answer = client.get("/inbox/events/")
    assert answer.streaming
    assert answer["Content-Type"] == "text/event-stream"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Accel-Buffering"] == "no", "a proxy in front must not hold it back"
    answer.close()

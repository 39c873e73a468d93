"""The short way reads exactly what the ordinary way reads, or nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qianshao.core.problems import Problem, Problems
from qianshao.intake import parsing
from qianshao.intake.gateway import plain
from qianshao.intake.gateway.plain import Today
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting

DAY = date(2022, 2, 8)
POLICY, CATEGORIES = reporting.shipped(), frozenset(loading.in_force().categories)
TODAY = Today.of(DAY, POLICY, CATEGORIES)
WELL = {"workplace": 7, "day": "2022-02-08", "headcount": 120, "all_clear": True}


def slowly(body: bytes, header_key: str = "") -> parsing.DailyDraft | None:
    try:
        return parsing.daily_report(body, header_key=header_key, today=DAY, policy=POLICY, categories=CATEGORIES)
    except (Problem, Problems):
        return None


def same(body: bytes, header_key: str = "") -> plain.Plain | None:
    """What the short way reads, after it was compared."""
    short = plain.read(body, header_key, TODAY)
    if short is None:
        return None
    long = slowly(body, header_key)
    assert long, "the short way took what the ordinary way refuses"
    assert (short.workplace, short.day, short.key or None, short.numbers) == (
        long.workplace,
        long.day,
        long.key,
        long.numbers,
    )
    assert long.source in (None, "union")
    assert short.dangers == daily.dangers(long.numbers, POLICY)
    return short


def encoded(**more: Any) -> bytes:
    return json.dumps(WELL | more, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"key": "a-1"},
        {"source": "union"},
        {"fever": 2},
        {"all_clear": None, "fever": 1},
        {"all_clear": False, "named": ["crowding", "crowding", "no_protective_supplies"]},
        {"remarks": "  夜班没有口罩  "},
        {"masks_in_stock": 0, "masks_needed_daily": 120},
        {"disinfected": False},
        {"all_clear": None} | dict.fromkeys(daily.ZERO_WHEN_WELL, 0),
        {"close_contacts": 500},
    ],
)
def test_what_delegates_send_every_day_takes_the_short_way(more: dict[str, Any]) -> None:
    body = {name: value for name, value in (WELL | more).items() if value is not None}
    assert same(json.dumps(body, ensure_ascii=False).encode())


def test_the_key_of_the_header() -> None:
    found = same(encoded(), "header-key")
    assert found and found.key == "header-key"
    assert same(encoded(key="another"), "header-key") is None


NOT_PLAIN = [
    b"",
    b"[]",
    b"{",
    b"\xef\xbb\xbf" + encoded(),
    encoded() + b" ",
    b'{"workplace": 7, "day": "2022-02-08", "headcount": 1, "headcount": 2, "all_clear": true}',
    b'{"workplace": 7, "workplace": 8, "day": "2022-02-08", "headcount": 2, "all_clear": true}',
    encoded(remarks="\\"),
    encoded(workplace="7"),
    encoded(workplace=True),
    encoded(workplace=2**80),
    encoded(day="2022-02-09"),
    encoded(day="2021-02-08"),
    encoded(day=["2022-02-08"]),
    encoded(headcount=-1),
    encoded(headcount=10**9),
    encoded(headcount=3.0),
    encoded(fever=121),
    encoded(fever="1"),
    encoded(unheard_of=1),
    encoded(named=["unheard of"]),
    encoded(named=[["crowding"]]),
    encoded(named="crowding"),
    encoded(all_clear="yes"),
    encoded(all_clear=False),
    encoded(source="employer"),
    encoded(key="with blank"),
    encoded(remarks="x" * 2001),
    encoded().replace(b"120", b"1e2"),
]


@pytest.mark.parametrize("body", NOT_PLAIN, ids=range(len(NOT_PLAIN)))
def test_the_rest_goes_to_the_ordinary_door(body: bytes) -> None:
    if body.endswith(b" "):
        assert same(body)  # blanks around it are no matter
    else:
        assert same(body) is None


VALUE: st.SearchStrategy[Any] = st.one_of(
    st.integers(-2, 130),
    st.sampled_from([True, False, None, "", "1", "１２", 2.0, 10**7, 10**8, "2022-02-08", [], ["crowding"], {}]),
    st.text(max_size=3),
)
NAMES = [*parsing.ENVELOPE, *sorted(daily.KNOWN), "unheard_of"]


@settings(max_examples=600, deadline=None)
@given(
    changes=st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=4),
    ago=st.integers(-1, 40),
    dropped=st.sampled_from(["", *WELL]),
    key=st.sampled_from(["", "k", "with blank"]),
)
@example(changes={"all_clear": None}, ago=0, dropped="", key="")
def test_never_anything_else(changes: dict[str, Any], ago: int, dropped: str, key: str) -> None:
    report = {**WELL, "day": (DAY - timedelta(days=ago)).isoformat(), **changes}
    report.pop(dropped, None)
    same(json.dumps(report, ensure_ascii=False).encode(), key)


@settings(max_examples=300, deadline=None)
@given(cut=st.integers(0, 90), put=st.binary(max_size=6))
def test_nor_when_bytes_are_broken(cut: int, put: bytes) -> None:
    body = encoded()
    same(body[:cut] + put + body[cut + len(put) // 2 :])

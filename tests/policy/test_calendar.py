"""Deadlines over the Spring Festival of 2022: holidays from 31 January to 6 February, and for them the week-end of the
29th and 30th worked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.casework.rules.ladder import ZONE, due
from qianshao.policy.calendar import CHINA
from qianshao.policy.ladder import Term


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2022-01-27", 1, "2022-01-28"),
        ("2022-01-28", 1, "2022-01-29"),  # a Saturday, shifted
        ("2022-01-28", 2, "2022-01-30"),  # a Sunday, shifted
        ("2022-01-28", 3, "2022-02-07"),
        ("2022-01-31", 1, "2022-02-07"),
        ("2022-02-03", 5, "2022-02-11"),
        ("2022-02-08", 1, "2022-02-09"),
        ("2022-02-11", 1, "2022-02-14"),  # an ordinary week-end
        ("2051-06-02", 1, "2051-06-05"),  # no notice for that year: Monday to Friday
    ],
)
def test_working_days(start: str, days: int, end: str) -> None:
    assert CHINA.add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2022-02-07 23:30", Term(hours=2), "2022-02-08 01:30"),
        ("2022-01-31 20:00", Term(hours=48), "2022-02-02 20:00"),
        ("2022-02-07 09:00", Term(hours=1.5), "2022-02-07 10:30"),
        # Working days end at midnight; the day of arrival, early or late, does not count.
        ("2022-01-28 00:01", Term(working_days=2), "2022-01-31 00:00"),
        ("2022-01-28 23:59", Term(working_days=2), "2022-01-31 00:00"),
        ("2022-01-30 12:00", Term(working_days=1), "2022-02-08 00:00"),
        ("2022-12-31 12:00", Term(working_days=1), "2023-01-04 00:00"),
    ],
)
def test_due(start: str, term: Term, end: str) -> None:
    assert due(china(start), term, CHINA) == china(end)


MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))  # noqa: DTZ001
TERMS = st.one_of(
    st.floats(0.1, 1000).map(lambda hours: Term(hours=hours)),
    st.integers(1, 60).map(lambda days: Term(working_days=days)),
)


@given(MOMENTS, TERMS)
def test_a_term_always_ends_later_and_not_after_years(start: datetime, term: Term) -> None:
    end = due(start, term, CHINA)
    assert start < end <= start + timedelta(days=120)


@given(MOMENTS, MOMENTS, TERMS)
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, term: Term) -> None:
    first, second = sorted((one, other))
    assert due(first, term, CHINA) <= due(second, term, CHINA)

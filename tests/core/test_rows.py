"""Many rows at once are what they would have been one by one, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from qianshao.core.actor import Actor
from qianshao.core.events import event
from qianshao.core.models import Event
from qianshao.core.rows import insert_many, insert_with_keys, update_many
from qianshao.notices.actions import About, notice
from qianshao.notices.models import Notice

pytestmark = pytest.mark.django_db
MORNING = datetime(2022, 2, 8, 0, 30, 0, 123456, tzinfo=UTC)
ODD = 'tab\there, "quotes", \\ and \\N, 换行\nthere, %s {} 口罩'


def rows(count: int = 7) -> list[Event]:
    return [
        event(
            "test.rows",
            actor=Actor("system", "test"),
            via="worker",
            at=MORNING + number * timedelta(minutes=1),
            subject=("row", f"{number} {ODD}"),
            data={"text": ODD, "none": None, "list": [number, True], "deep": {"a": []}},
            needs_work=number % 2 == 0,
        )
        for number in range(count)
    ]


def kept() -> list[tuple[object, ...]]:
    fields = (
        "action",
        "actor",
        "via",
        "at",
        "subject_type",
        "subject_id",
        "territory",
        "data",
        "needs_work",
        "done_at",
    )
    return list(Event.objects.filter(action="test.rows").order_by("at").values_list(*fields))


@pytest.mark.parametrize("insert", [insert_many, insert_with_keys])
def test_what_is_written_is_what_was_given(insert: object) -> None:
    for row in rows():
        row.save(force_insert=True)
    expected = kept()
    Event.objects.all()._raw_delete("default")
    insert(rows())  # type: ignore[operator]
    assert kept() == expected and len(expected) == 7


def test_each_has_the_key_under_which_it_is_kept_and_the_next_gets_another() -> None:
    first, second = rows(3), rows(2)
    insert_with_keys(first)
    insert_many(rows(1))
    insert_with_keys(second)
    keys = [row.pk for row in (*first, *second)]
    assert len(set(keys)) == 5 and keys == sorted(keys)
    for row in first:
        assert Event.objects.get(pk=row.pk).subject_id == row.subject_id


def test_only_the_named_fields_of_these_rows_change() -> None:
    given = rows()
    insert_with_keys(given)
    before = kept()
    for row in given[:3]:
        row.attempts, row.claimed_until, row.last_failure, row.actor = 4, None, ODD[:20], "system:other"
    update_many(given[:3], ["attempts", "claimed_until", "last_failure"])
    assert kept() == before, "what was not named stays"
    found = Event.objects.order_by("id").values_list("attempts", "claimed_until", "last_failure")
    assert list(found) == [(4, None, ODD[:20])] * 3 + [(0, None, "")] * 4


def test_what_is_there_already_is_left_as_it_is_and_the_others_are_written() -> None:
    first = [notice("near", About("case", number), at=MORNING) for number in (1, 2)]
    insert_many(first, unless_there=True)
    later = [notice("near", About("case", number), at=MORNING + timedelta(hours=1)) for number in (2, 3, 3)]
    insert_many(later, unless_there=True)
    found = Notice.objects.order_by("subject_id").values_list("subject_id", "at")
    assert list(found) == [(1, MORNING), (2, MORNING), (3, MORNING + timedelta(hours=1))]


def test_what_a_constraint_refuses_is_refused_whole_and_as_an_error_of_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([notice("near", About("case", 1), at=MORNING), notice("near", About("case", 1), at=MORNING)])
    assert not Notice.objects.exists()


def test_a_text_that_is_too_long_is_not_cut_off() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no lengths")
    for unless_there in (False, True):
        row = notice("near", About("case", 1, number="9" * 41), at=MORNING)
        with pytest.raises(DataError), transaction.atomic():
            insert_many([row], unless_there=unless_there)


def test_nothing_is_no_statement() -> None:
    insert_many([])
    insert_with_keys([])
    update_many([], ["name"])

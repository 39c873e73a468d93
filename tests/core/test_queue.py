"""The trail as a work queue: each row takes effect once, whoever fails, is slow, or works at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from qianshao.core import events
from qianshao.core.actor import ANONYMOUS
from qianshao.core.models import Counter, Event
from tests.cast import MORNING


def add(action: str = "test.work", **more: object) -> Event:
    return events.record(action, actor=ANONYMOUS, via="web", at=MORNING, subject=("test", 1), needs_work=True, **more)


def count(row: Event) -> None:
    events.next_number(f"done {row.pk}")


def done(row: Event) -> int:
    return sum(Counter.objects.filter(name=f"done {row.pk}").values_list("value", flat=True))


def free(row: Event) -> None:
    """As if its claim had run out."""
    Event.objects.filter(pk=row.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_rows_are_taken_oldest_first_and_once() -> None:
    rows = [add(), add(), add("test.other")]
    seen: list[int] = []
    handlers: dict[str, events.Handler] = {"test.work": lambda row: seen.append(row.pk)}
    assert [events.work_one(handlers) for _ in range(3)] == [True, True, False]
    assert seen == [rows[0].pk, rows[1].pk]
    rows[2].refresh_from_db()
    assert rows[2].done_at is None and rows[2].attempts == 0


@pytest.mark.django_db
def test_a_failure_undoes_what_was_written_and_is_tried_again_later() -> None:
    row = add()

    def fail(row: Event) -> None:
        count(row)
        raise ValueError("words of a reporter")

    waits = []
    for attempt in (1, 2, 3):
        free(row)
        before = timezone.now()
        assert events.work_one({"test.work": fail})
        row.refresh_from_db()
        assert (row.attempts, row.done_at, row.last_failure) == (attempt, None, "ValueError")
        assert row.claimed_until
        waits.append(row.claimed_until - before)
        assert not events.work_one({"test.work": fail}), "not before its time"
    assert done(row) == 0
    assert timedelta(seconds=29) < waits[0] < waits[1] < waits[2] < timedelta(minutes=10)

    free(row)
    assert events.work_one({"test.work": count})
    row.refresh_from_db()
    assert row.done_at and done(row) == 1


@pytest.mark.django_db
def test_a_row_that_fails_for_ever_keeps_its_turn_bounded() -> None:
    row = add()
    Event.objects.filter(pk=row.pk).update(attempts=40_000)

    def fail(row: Event) -> None:
        raise ValueError

    assert events.work_one({"test.work": fail})
    row.refresh_from_db()
    assert row.attempts == 40_001
    assert row.claimed_until and row.claimed_until < timezone.now() + timedelta(minutes=11)


@pytest.mark.django_db
def test_a_failing_row_does_not_keep_the_next_one_waiting() -> None:
    first, second = add(), add()

    def only_second(row: Event) -> None:
        if row.pk == first.pk:
            raise ValueError
        count(row)

    assert events.work_one({"test.work": only_second})
    assert events.work_one({"test.work": only_second})
    assert done(second) == 1


@pytest.mark.django_db
def test_a_worker_that_was_too_slow_leaves_nothing() -> None:
    """Its claim ran out and another took the row: its own writes are rolled back."""
    row = add()

    def overtaken(taken: Event) -> None:
        count(taken)
        Event.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)

    assert events.work_one({"test.work": overtaken})
    row.refresh_from_db()
    assert done(row) == 0 and row.done_at is None


@pytest.mark.django_db
def test_a_claim_that_runs_out_is_taken_over() -> None:
    """As after a power failure between the claim and the work."""
    row = add()
    assert events._claim({"test.work": count})
    assert not events.work_one({"test.work": count})
    free(row)
    assert events.work_one({"test.work": count})
    assert done(row) == 1

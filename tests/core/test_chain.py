"""The chain over the audit trail: whatever of it is changed, taken out, put in or moved is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.core import events
from qianshao.core.actor import ANONYMOUS, person
from qianshao.core.models import Event
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
LENGTH = 12


@pytest.fixture
def chain() -> list[int]:
    """The numbers of the rows, in the order of the chain."""
    for number in range(LENGTH):
        events.record(
            "case.acted",
            actor=person(number) if number % 3 else ANONYMOUS,
            via="web",
            at=MORNING + timedelta(microseconds=number),
            subject=("case", number),
            territory="500113111",
            data={"owner": number, "text": "字", "share": 1.0, "list": [number, None, True]},
            needs_work=bool(number % 2),
        )
    assert events.seal(5) == 5
    assert events.seal() == LENGTH - 5
    assert events.seal() == 0
    assert events.verify() == (LENGTH, None)
    return list(Event.objects.order_by("seal_number").values_list("pk", flat=True))


TEXTS = ("action", "actor", "via", "subject_type", "subject_id", "territory", "seal")
CHANGES: dict[str, Callable[[Any], Any]] = {
    **{column: lambda old: old[:-1] + ("1" if old[-1:] != "1" else "2") for column in TEXTS},
    "at": lambda old: old + timedelta(microseconds=1),
    "data": lambda old: {**old, "owner": -1},
    "needs_work": lambda old: not old,
}

tampering = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@tampering
@given(column=st.sampled_from(sorted(CHANGES)), place=st.integers(0, LENGTH - 1))
def test_a_changed_column_is_found_at_its_place(chain: list[int], column: str, place: int) -> None:
    with undone():
        row = Event.objects.get(pk=chain[place])
        Event.objects.filter(pk=row.pk).update(**{column: CHANGES[column](getattr(row, column))})
        assert events.verify() == (place, events.Break(place + 1, row.pk))


@tampering
@given(place=st.integers(0, LENGTH - 1), many=st.integers(1, LENGTH))
def test_what_was_taken_out_is_missed(chain: list[int], place: int, many: int) -> None:
    """Also at the end, and also when the chain goes on afterwards."""
    with undone():
        Event.objects.filter(pk__in=chain[place : place + many]).delete()
        count, broken = events.verify()
        assert count == place and broken and broken.seal_number == place + 1
        events.record("case.acted", actor=ANONYMOUS, via="web", at=MORNING, subject=("case", 1))
        events.seal()
        assert events.verify()[1]


@tampering
@given(places=st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
def test_two_that_changed_places_are_found(chain: list[int], places: list[int]) -> None:
    with undone():
        one, other = (Event.objects.get(pk=chain[place]) for place in places)
        Event.objects.filter(pk=one.pk).update(seal_number=None)
        Event.objects.filter(pk=other.pk).update(seal_number=one.seal_number, seal=one.seal)
        Event.objects.filter(pk=one.pk).update(seal_number=other.seal_number, seal=other.seal)
        count, broken = events.verify()
        assert broken and count == min(places)


def test_what_was_put_in_is_found(chain: list[int]) -> None:
    row = Event.objects.get(pk=chain[3])
    for number in range(LENGTH, 3, -1):
        Event.objects.filter(seal_number=number).update(seal_number=F("seal_number") + 1)
    row.pk, row.seal_number = None, 4
    row.save(force_insert=True)
    count, broken = events.verify()
    assert count < LENGTH and broken


@pytest.mark.parametrize("column", ["done_at", "claimed_until", "attempts", "last_failure"])
def test_the_columns_of_the_work_queue_may_change(chain: list[int], column: str) -> None:
    value = {"attempts": 3, "last_failure": "ValueError"}.get(column, timezone.now())
    Event.objects.update(**{column: value})
    assert events.verify() == (LENGTH, None)


class undone:
    """Whatever the block does to the database is taken back."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *trouble: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(*trouble)

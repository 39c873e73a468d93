"""What is kept of a receipt, and that it is found again."""

from __future__ import annotations

import hmac
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from qianshao.core.problems import Problem
from qianshao.intake import actions, queries
from qianshao.intake.models import Observation
from qianshao.intake.rules import receipts
from tests.cast import DAY, MORNING, Cast

RECEIPT = "0123456789012345"


def report(cast: Cast, key: str | None = None) -> actions.Reported:
    return actions.report_danger(
        workplace=cast.plant, category="other", text="x", day=DAY, channel="web", via="web", at=MORNING, key=key
    )


def as_it_was_kept_before(receipt: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"receipt\0{receipt}".encode(), sha256).hex()


@examples(max_examples=10, deadline=None)
@given(st.text("0123456789", min_size=16, max_size=16))
def test_one_receipt_has_one_hash_however_it_is_typed(receipt: str) -> None:
    kept = receipts.hashed(receipt, "secret")
    assert receipts.hashed(receipts.grouped(receipt), "secret") == kept
    assert receipts.hashed(receipt, "another secret") != kept
    assert receipts.hashed(receipt[::-1] + "0", "secret") != kept


def test_it_is_slow_on_purpose_and_not_the_plain_digest() -> None:
    assert receipts.hashed(RECEIPT, settings.SECRET_KEY) != as_it_was_kept_before(RECEIPT)
    assert receipts.MEMORY >= 8 * 1024 * 1024


@pytest.mark.django_db
def test_the_receipt_is_nowhere_and_found_again(cast: Cast) -> None:
    reported = report(cast, key="k" * 32)
    row = Observation.objects.get()
    assert reported.receipt not in repr(list(Observation.objects.values_list()))
    assert queries.observation_of_receipt(receipts.grouped(reported.receipt)) == row
    assert report(cast, key="k" * 32).receipt == reported.receipt
    assert Observation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "1", "0" * 16, "0" * 17, "x"])
def test_a_wrong_one_finds_nothing(cast: Cast, typed: str) -> None:
    report(cast)
    with pytest.raises(Problem, match=r"receipt\.unknown"):
        queries.observation_of_receipt(typed)


@pytest.mark.django_db
def test_what_is_no_receipt_is_not_even_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_hash(receipt: str, secret: str) -> str:
        raise AssertionError(receipt)

    monkeypatch.setattr(receipts, "hashed", no_hash)
    with pytest.raises(Problem, match=r"receipt\.unknown"):
        queries.observation_of_receipt("12345")


@pytest.mark.django_db
def test_receipts_from_before_still_open_their_report(cast: Cast) -> None:
    row = report(cast).observation
    Observation.objects.filter(pk=row.pk).update(receipt_hash=as_it_was_kept_before(RECEIPT))
    import_module("qianshao.intake.migrations.0002_receipts").harden(apps, None)
    assert queries.observation_of_receipt(RECEIPT) == row

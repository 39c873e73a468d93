"""Whoever keeps what was published before learns nothing from the next version, nor from the difference."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qianshao.briefing.rules.disclosure import Dimension, Earlier, Unproven, audit, protect, protect_again
from tests.briefing.disclosure.attacker import Attacker
from tests.briefing.disclosure.test_suppression import THRESHOLD, Table, flat, tables, whole

CHANGES = st.sampled_from([0, 0, 0, 0, 1, 2, 5, 9, 10, 30, -1, -3, -12])


@st.composite
def changed(draw: st.DrawFn) -> tuple[list[Table], Sequence[Dimension]]:
    """A table and one or two later versions of it."""
    first, dimensions = draw(tables())
    versions = [first]
    for _ in range(draw(st.integers(1, 2))):
        leaves = versions[-1]
        for axis, dimension in enumerate(dimensions):
            leaves = np.take(leaves, dimension.leaves, axis=axis)
        by = np.array(draw(st.lists(CHANGES, min_size=leaves.size, max_size=leaves.size)), np.int64)
        versions.append(whole(np.maximum(leaves + by.reshape(leaves.shape), 0), dimensions))
    return versions, dimensions


def publish_all(versions: Sequence[Table], dimensions: Sequence[Dimension]) -> list[Earlier]:
    """One after the other, each decided with what is out already."""
    out: list[Earlier] = []
    for values in versions:
        found = protect_again(values, dimensions, out[-1] if out else None)
        for layer in found.layers:
            audit(layer, dimensions)
        out.append(Earlier(values, ~found.withheld))
    return out


@settings(max_examples=25, deadline=None)
@given(changed())
def test_no_version_shows_a_small_cell_and_all_proofs_hold(given_: tuple[list[Table], Sequence[Dimension]]) -> None:
    versions, dimensions = given_
    out = publish_all(versions, dimensions)
    assert out
    for one in out:
        assert not (one.shown & (one.values > 0) & (one.values < THRESHOLD)).any()
    for before, after in itertools.pairwise(out):
        both = before.shown & after.shown
        change = np.abs(after.values - before.values)[both]
        assert not ((change > 0) & (change < THRESHOLD)).any()


@settings(max_examples=8, deadline=None)
@given(changed())
def test_an_attacker_who_has_all_versions_narrows_nothing(given_: tuple[list[Table], Sequence[Dimension]]) -> None:
    versions, dimensions = given_
    out = publish_all(versions, dimensions)
    attacker = Attacker([(one.values, one.shown) for one in out], dimensions, THRESHOLD)
    assert attacker.narrowed() == []


def test_the_attacker_succeeds_where_versions_are_treated_as_if_they_were_alone() -> None:
    """Two more people in one township: the difference of two figures that are large is a small one."""
    dimensions = (flat("place", 3),)
    first, second = whole(np.array([40, 50, 60]), dimensions), whole(np.array([42, 50, 60]), dimensions)
    alone = [(values, ~protect(values, dimensions).withheld) for values in (first, second)]
    assert Attacker(alone, dimensions, THRESHOLD).narrowed()
    out = publish_all([first, second], dimensions)
    assert out[1].shown.tolist() == [False, False, True, True]
    assert not Attacker([(one.values, one.shown) for one in out], dimensions, THRESHOLD).narrowed()


def test_a_cell_that_protected_another_stays_withheld() -> None:
    dimensions = (flat("place", 3), flat("kind", 3))
    values = whole(np.array([[3, 40, 50], [60, 70, 80], [90, 95, 99]]), dimensions)
    first = protect_again(values, dimensions)
    again = protect_again(values, dimensions, Earlier(values, ~first.withheld))
    assert (again.withheld == first.withheld).all() and not again.layers


def test_a_change_of_many_is_shown() -> None:
    dimensions = (flat("place", 3),)
    first, more, less = (whole(np.array([40, 50, count]), dimensions) for count in (60, 75, 45))
    assert all(one.shown.all() for one in publish_all([first, more, less], dimensions))


def test_what_is_left_small_is_not_told_by_a_fall() -> None:
    """Twelve were published, ten of them were no cases: that two are left is nobody's business."""
    dimensions = (flat("place", 2),)
    first, second = whole(np.array([12, 40]), dimensions), whole(np.array([2, 40]), dimensions)
    out = publish_all([first, second], dimensions)
    assert out[0].shown.all() and out[1].shown.tolist() == [False, False, True]


def test_a_proof_that_was_tampered_with_is_found() -> None:
    dimensions = (flat("place", 3), flat("kind", 3))
    values = whole(np.array([[3, 40, 50], [60, 70, 80], [90, 95, 99]]), dimensions)
    found = protect(values, dimensions)
    assert audit(found, dimensions) == 1
    (cell,) = found.proofs
    shown: NDArray[np.bool_] = found.withheld.copy()
    shown[tuple(axis[0] for axis in found.proofs[cell].cells)] = False
    with pytest.raises(Unproven):
        audit(replace(found, withheld=shown), dimensions)
    with pytest.raises(Unproven):
        audit(replace(found, proofs={}), dimensions)

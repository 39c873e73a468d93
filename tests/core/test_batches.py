from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.batches import batches


@given(items=st.lists(st.integers()), size=st.integers(1, 9))
def test_nothing_is_left_out_or_doubled_and_none_is_larger_or_empty(items: list[int], size: int) -> None:
    found = list(batches(items, size))
    assert [one for some in found for one in some] == items
    assert all(0 < len(some) <= size for some in found)

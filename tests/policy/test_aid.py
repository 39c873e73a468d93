"""The policies on supplies and on the watch for retaliation: what does not hold is said by line and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qianshao.policy import retaliation, supplies
from qianshao.policy.loading import SHIPPED, PolicyError

PARSERS: dict[str, Callable[..., object]] = {
    supplies.SUPPLIES: supplies.parse,
    retaliation.RETALIATION: retaliation.parse,
}


@pytest.mark.parametrize(
    ("name", "right", "wrong", "key"),
    [
        ("supplies.toml", "due_hours = 24", "due_hours = 0", "due_hours"),
        ("supplies.toml", "due_hours = 24", "due_hours = 24\nextra = 1", "extra"),
        ("supplies.toml", "workers = 3", "workers = true", "confirmed.workers"),
        ("supplies.toml", 'no_protective_supplies = "masks"', 'x = "gold"', "from_case.x"),
        ("supplies.toml", 'stock = "masks_in_stock"', 'stock = "secret"', "items.masks.stock"),
        ("supplies.toml", "holds = 25", "holds = 0", "items.disinfectant.packs"),
        ("retaliation.toml", "days = [7, 30, 90]", "days = [30, 7]", "days"),
        ("retaliation.toml", '"officer", ', '"employer", ', "ask"),
        ("retaliation.toml", 'category = "retaliation"', 'category = "gossip"', "category"),
        ("retaliation.toml", "wait_days = 14", "wait_days = 1.5", "wait_days"),
        ("retaliation.toml", "except = []", 'except = ["gossip"]', "except"),
    ],
)
def test_a_fault_is_found_at_its_line(name: str, right: str, wrong: str, key: str) -> None:
    text = (SHIPPED / name).read_text(encoding="utf-8")
    PARSERS[name](text, source=name)
    assert right in text
    broken = text.replace(right, wrong)
    with pytest.raises(PolicyError) as caught:
        PARSERS[name](broken, source=name)
    assert (caught.value.source, caught.value.key) == (name, key)
    assert caught.value.line > 1

"""A federation's own file on supplies, or on the watch for retaliation, stands in place of the shipped one."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from pytest_django import Settings

from qianshao.policy import loading, retaliation, supplies


@pytest.mark.parametrize(
    ("policy", "name", "key", "number"),
    [(supplies, "supplies.toml", "due_hours", 7), (retaliation, "retaliation.toml", "wait_days", 9)],
)
def test_it_holds_at_once_and_one_with_a_fault_is_not_used(
    policy: ModuleType, name: str, key: str, number: int, settings: Settings, tmp_path: Path
) -> None:
    settings.POLICY = tmp_path
    shipped = policy.shipped()
    assert policy.in_force() is shipped and getattr(shipped, key) != number
    text = (loading.SHIPPED / name).read_text(encoding="utf-8")
    own = text.replace(f"\n{key} = {getattr(shipped, key)}", f"\n{key} = {number}")
    (tmp_path / name).write_text(own, encoding="utf-8")
    assert getattr(policy.in_force(), key) == number
    (tmp_path / name).write_text(f"{own}\n[no_such_thing]\n", encoding="utf-8")
    assert policy.in_force() is shipped

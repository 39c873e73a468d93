"""A federation's own policy files: they hold at once, and one with a fault changes nothing."""

from __future__ import annotations

import importlib
import logging
import os
from pathlib import Path
from types import ModuleType

import pytest
from pytest_django import Settings

from qianshao.policy import checkreading, costs, files, forms, loading, reporting, retaliation, supplies

MODULES = {name: importlib.import_module(f"qianshao.policy.{Path(name).stem}") for name in files.PARSERS}
FILES: list[tuple[str, ModuleType]] = [
    *MODULES.items(),
    ("categories.toml", loading),
    ("checklists/resumption.toml", checkreading),
    ("forms/banan-daily.toml", forms),
]


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Path:
    settings.POLICY = tmp_path
    return tmp_path


def write(path: Path, text: str, seconds: int) -> None:
    """With a time of its own, however coarse the clock of the file system."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    stamp = path.stat().st_mtime + seconds
    os.utime(path, (stamp, stamp))


@pytest.mark.parametrize(("name", "policy"), FILES)
def test_a_file_with_a_fault_changes_nothing_and_says_so(
    name: str, policy: ModuleType, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = policy.in_force()
    write(own / name, "[no_such_thing\n", 1)
    assert policy.in_force() == shipped
    text = (loading.SHIPPED / name).read_text(encoding="utf-8")
    write(own / name, text, 2)
    good = policy.in_force()
    with caplog.at_level(logging.ERROR):
        write(own / name, f"{text}\n[no_such_thing]\n= 1\n", 3)
        assert policy.in_force() == good
    assert f"{own / name}:" in caplog.text and "is not used" in caplog.text
    (own / name).unlink()
    assert policy.in_force() == shipped


@pytest.mark.parametrize(
    ("policy", "name", "key", "number"),
    [
        (supplies, "supplies.toml", "due_hours", 7),
        (retaliation, "retaliation.toml", "wait_days", 9),
        (reporting, "reporting.toml", "days_back", 11),
        (costs, "costs.toml", "cap_fen", 12345),
    ],
)
def test_it_holds_at_once(policy: ModuleType, name: str, key: str, number: int, own: Path) -> None:
    shipped = policy.in_force()
    assert getattr(shipped, key) != number
    text = (loading.SHIPPED / name).read_text(encoding="utf-8")
    write(own / name, text.replace(f"\n{key} = {getattr(shipped, key)}", f"\n{key} = {number}"), 1)
    assert getattr(policy.in_force(), key) == number


def test_a_form_of_its_own_stands_beside_the_shipped_ones(own: Path) -> None:
    text = (loading.SHIPPED / "forms/banan-daily.toml").read_text(encoding="utf-8")
    write(own / "forms/county.toml", text, 1)
    assert sorted(forms.in_force()) == sorted([*forms.shipped(), "county"])
    assert forms.in_force()["county"].columns == forms.in_force()["banan-daily"].columns

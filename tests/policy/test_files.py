"""One command checks every policy file, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from qianshao.casework.commands.policy import check
from qianshao.policy import files, loading

SHIPPED = [path for path in files.in_force() if loading.SHIPPED in path.parents]


def test_every_shipped_file_is_checked() -> None:
    known = {path.relative_to(loading.SHIPPED) for path in SHIPPED}
    assert known == {path.relative_to(loading.SHIPPED) for path in loading.SHIPPED.rglob("*.toml")}
    assert set(files.PARSERS) <= {path.name for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_fault_in_a_federations_own_file_is_found(path: Path, settings: Settings, tmp_path: Path) -> None:
    settings.POLICY = tmp_path
    own = tmp_path / path.relative_to(loading.SHIPPED)
    own.parent.mkdir(exist_ok=True)
    own.write_text(path.read_text(encoding="utf-8") + '\n[no_such_thing_here]\nno_such_key = "x"\n', encoding="utf-8")
    done = CliRunner().invoke(check, [])
    assert done.exit_code == 1
    assert str(own) in done.output and "no_such" in done.output


def test_what_holds_is_counted() -> None:
    done = CliRunner().invoke(check, [])
    assert done.exit_code == 0, done.output
    assert str(len(files.in_force())) in done.output

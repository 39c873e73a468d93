"""What was backed up comes back; what is no backup changes nothing."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from qianshao.config import backup as backups

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def of_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of an installation on SQLite, whatever database the tests run on, and that one stays open."""
    monkeypatch.setattr(backups, "connection", SimpleNamespace(vendor="sqlite", close=lambda: None))


@pytest.fixture
def data(own_data: Path) -> Path:
    """An installation with one report, one document, and what was deleted."""
    own_data.mkdir(parents=True)
    with closing(sqlite3.connect(own_data / backups.DATABASE)) as opened:
        opened.executescript("PRAGMA journal_mode=WAL; CREATE TABLE intake_observation (id INTEGER, text TEXT)")
        opened.execute("INSERT INTO intake_observation VALUES (1, 'kept'), (2, ?)", ("deleted-" + "x" * 500,))
        opened.execute("DELETE FROM intake_observation WHERE id = 2")
        opened.commit()
    (own_data / "documents").mkdir()
    (own_data / "documents" / "paper").write_text("a paper")
    (own_data / "secret_key").write_text("the key")
    return own_data


def run(command: Any, *arguments: object, fails: bool = False) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    assert (done.exit_code != 0) == fails, done.output
    return done.output


def texts(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as opened:
        return [text for (text,) in opened.execute("SELECT text FROM intake_observation")]


def test_what_was_backed_up_comes_back(data: Path, tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "copy.tar"
    assert "checked" in run(backups.backup, file)
    assert file.stat().st_mode & 0o077 == 0, "for its owner only"
    settings.DATA = elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "secret key" in run(backups.restore, file)
    assert texts(elsewhere / backups.DATABASE) == ["kept"]
    assert (elsewhere / "documents" / "paper").read_text() == "a paper"


def test_neither_the_key_nor_what_was_deleted_is_in_it(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.tar"
    run(backups.backup, file)
    assert b"the key" not in file.read_bytes() and b"deleted-" not in file.read_bytes()
    assert b"kept" in file.read_bytes()


def test_a_database_that_is_there_is_put_aside_and_only_when_asked(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.tar"
    run(backups.backup, file)
    with closing(sqlite3.connect(data / backups.DATABASE)) as opened:
        opened.execute("INSERT INTO intake_observation VALUES (3, 'newer')")
        opened.commit()
    assert "--replace" in run(backups.restore, file, fails=True)
    assert texts(data / backups.DATABASE) == ["kept", "newer"]
    run(backups.restore, file, "--replace")
    assert texts(data / backups.DATABASE) == ["kept"]
    assert texts(data / f"{backups.DATABASE}.before-1") == ["kept", "newer"]


@pytest.mark.parametrize("harm", ["cut", "empty", "no database"])
def test_what_is_no_backup_changes_nothing(data: Path, tmp_path: Path, harm: str) -> None:
    file = tmp_path / "copy.tar"
    broken = tmp_path / backups.DATABASE
    broken.write_bytes((data / backups.DATABASE).read_bytes()[:100] + b"\0" * 500 if harm == "cut" else b"")
    with tarfile.open(file, "w") as archive:
        archive.add(broken, "other" if harm == "no database" else backups.DATABASE)
    run(backups.restore, file, "--replace", fails=True)
    assert texts(data / backups.DATABASE) == ["kept"]


def test_on_another_database_it_says_what_to_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(backups, "connection", SimpleNamespace(vendor="postgresql"))
    assert "pg_dump" in run(backups.backup, tmp_path / "x", fails=True)
    assert "pg_restore" in run(backups.restore, __file__, fails=True)

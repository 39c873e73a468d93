"""A report that was acknowledged is on disk, once, whoever is killed and however many push at the same moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
ACKNOWLEDGED = 120
"""Reports before the kill: enough that some are on their way at that moment."""


class Desk:
    def __init__(self, data: Path, url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "QIANSHAO_DATA": str(data),
            "QIANSHAO_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def start(self, what: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.intake.desk", what],
            env=self.environment,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, what: str, told: str = "") -> list[dict[str, Any]]:
        process = self.start(what)
        output, _ = process.communicate(told, timeout=100)
        assert process.returncode == 0, output
        return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """On a file of SQLite, or on a database of its own beside the one that the tests use."""
    url = os.environ.get("QIANSHAO_DATABASE_URL", "")
    name = f"desk_{uuid4().hex[:12]}"
    if not url:
        yield _prepared(Desk(tmp_path, ""))
        return
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield _prepared(Desk(tmp_path, urlsplit(url)._replace(path=f"/{name}").geturl()))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _prepared(desk: Desk) -> Desk:
    desk.run("prepare")
    return desk


def test_what_was_acknowledged_survives_a_kill(desk: Desk) -> None:
    process = desk.start("work_until_killed")
    assert process.stdout is not None
    acknowledged = [json.loads(process.stdout.readline()) for _ in range(ACKNOWLEDGED)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    # The last line may be cut off; a whole one was an answer like the others.
    acknowledged += [json.loads(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    (found,) = desk.run("look")
    for answer in acknowledged:
        assert "receipt" in answer or found["reports"][answer["key"]] == answer["pk"]
    desk.run("has_receipts", "\n".join(answer["receipt"] for answer in acknowledged if "receipt" in answer))
    assert_nothing_is_in_between(found)


def assert_nothing_is_in_between(found: dict[str, Any]) -> None:
    """Counted on the board, and on the list of work exactly once when something is wrong."""
    assert found["work"] == found["not_clear"]
    assert found["dangers"] == found["observations"]
    assert found["tallies"] == found["expected"]


def test_one_key_from_many_at_once_is_filed_once(desk: Desk) -> None:
    answers = desk.run("same_key")
    assert len(answers) == 8
    assert len({answer["pk"] for answer in answers}) == 1
    assert [answer["repeated"] for answer in answers].count(False) == 1
    (found,) = desk.run("look")
    assert list(found["reports"]) == ["same"]
    assert_nothing_is_in_between(found)


def test_corrections_at_once_are_revisions_one_after_another(desk: Desk) -> None:
    answers = desk.run("no_key")
    assert sorted(answer["revision"] for answer in answers) == list(range(1, 9))
    (found,) = desk.run("look")
    assert_nothing_is_in_between(found)


def test_one_danger_from_many_at_once_is_there_once(desk: Desk) -> None:
    assert len({answer["receipt"] for answer in desk.run("same_danger")}) == 1
    (found,) = desk.run("look")
    assert len(found["observations"]) == len(found["dangers"]) == 1


def test_new_links_at_once_leave_one(desk: Desk) -> None:
    assert len(desk.run("new_link")) == 8

"""Workers that are killed, and many at the same moment: each report ends on one case, each deadline moves it once."""

from __future__ import annotations

import json
import os
import shutil
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
KILLS = 3


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
        command = [sys.executable, "-m", "tests.casework.desk", what]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, what: str) -> list[dict[str, Any]]:
        process = self.start(what)
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output
        told = [json.loads(line) for line in output.splitlines()]
        assert not [line["failure"] for line in told if "failure" in line]
        return told

    def look(self) -> dict[str, Any]:
        """What must hold at any time is checked whenever somebody looks."""
        (found,) = self.run("look")
        assert found["ownerless"] == found["steps_of_closed"] == found["reports_that_came_after_the_end"] == 0
        assert found["open_steps"] == found["open_cases"]
        assert found["failures"] == []
        return found


PATIENCE = 300
"""Seconds for one process; a machine that has much else to do is slow, and not wrong."""

URL = os.environ.get("QIANSHAO_DATABASE_URL", "")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The cast in a database that is copied for each test, on SQLite a file, on PostgreSQL a template."""
    data, name = tmp_path_factory.mktemp("prepared"), f"crowd_{uuid4().hex[:12]}"
    if URL:
        _on_server(f'CREATE DATABASE "{name}"')
    Desk(data, _url(name)).run("prepare")
    yield data, name
    if URL:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def desk(tmp_path: Path, prepared: tuple[Path, str]) -> Iterator[Desk]:
    data, template = prepared
    if not URL:
        yield Desk(shutil.copytree(data, tmp_path / "data"), "")
        return
    name = f"{template}_{uuid4().hex[:6]}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield Desk(tmp_path, _url(name))
    finally:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url(name: str) -> str:
    return urlsplit(URL)._replace(path=f"/{name}").geturl() if URL else ""


def _on_server(statement: str) -> None:
    with psycopg.connect(URL.replace("postgres://", "postgresql://", 1), autocommit=True) as server:
        server.execute(statement.encode())


def all_are_on_a_case(desk: Desk) -> dict[str, Any]:
    found = desk.look()
    assert found["waiting"] == 0
    assert found["observations_not_on_one_case"] == found["dangers_not_on_one_case"] == 0
    return found


def test_killed_again_and_again_each_report_ends_on_one_case(desk: Desk) -> None:
    """kill -9 in the middle of the work, with another worker beside; what the dead one had claimed is taken over."""
    desk.run("fill")
    for killing in range(KILLS):
        process = desk.start("work")
        assert process.stdout is not None
        for _ in range(3 + killing):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert desk.look()["waiting"] > 0, "killed too late to show anything"
        desk.run("forget_claims")
    beside = desk.start("work")
    desk.run("work")
    beside.communicate(timeout=PATIENCE)
    found = all_are_on_a_case(desk)
    assert found["cases"] == found["open_cases"]


def test_the_first_reports_of_a_danger_in_many_hands_are_one_case(desk: Desk) -> None:
    desk.run("first_reports")
    found = all_are_on_a_case(desk)
    assert found["cases"] == found["open_cases"] > 0


def test_a_deadline_that_passed_moves_a_case_once_however_many_look(desk: Desk) -> None:
    moved = [line["moved"] for line in desk.run("sweep") if "moved" in line]
    found = all_are_on_a_case(desk)
    once_each(found, sum(moved))


def once_each(found: dict[str, Any], moved: int) -> None:
    """Every case was moved by one of them, its steps follow one another, and each move is on record once."""
    assert moved == found["cases"] == found["moved_up"]
    assert sum(found["moves"]) == found["moved_up"] + found["passed"] == found["steps"] - found["cases"]
    assert found["steps_out_of_order"] == 0


def test_eight_processes_that_sweep_at_once_move_no_case_twice(desk: Desk) -> None:
    desk.run("many_overdue")
    processes = [desk.start("sweep_alone") for _ in range(8)]
    for process in processes:
        assert process.stdout and "ready" in process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in processes]
    found = desk.look()
    once_each(found, sum(line["moved"] for line in told))
    if URL:
        assert sum(line["moved"] > 0 for line in told) > 1, "one did it all: nothing was shown"


def test_resolving_moving_acting_and_joining_at_once(desk: Desk) -> None:
    desk.run("resolve_at_once")
    all_are_on_a_case(desk)


def test_workers_on_the_same_rows_do_each_once(desk: Desk) -> None:
    (told,) = desk.run("same_rows")
    assert told["done"] == [1] * 40


def test_a_number_is_given_out_once(desk: Desk) -> None:
    assert sorted(line["number"] for line in desk.run("numbers")) == list(range(1, 41))


def test_several_who_seal_make_one_chain(desk: Desk) -> None:
    (told,) = desk.run("seal")
    assert told["sealed"] == told["rows"] > 0
    assert not told["broken"]


def test_the_program_itself_does_it_all_in_one_round(desk: Desk) -> None:
    desk.run("fill")
    desk.run("work_round_once")
    all_are_on_a_case(desk)

"""Cases and policy on the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from qianshao.casework import actions, commands
from qianshao.config.cli import main
from qianshao.core import clock
from qianshao.core.models import Installation
from qianshao.policy import loading
from tests.casework.scene import actor, open_case, see
from tests.cast import MORNING, Cast


def run(*arguments: str) -> Result:
    clock.restart()
    with translation.override("en"):
        for command in commands.commands:
            if command.name == arguments[0]:
                return CliRunner().invoke(command, arguments[1:])
    raise AssertionError(arguments[0])


@pytest.fixture
def in_that_time(db: None) -> None:
    Installation.objects.create(generated=True, started_at=MORNING)


@pytest.mark.usefixtures("in_that_time")
def test_cases(cast: Cast) -> None:
    assert "No case fits." in run("cases").output
    plant, shop = open_case(cast.plant), open_case(cast.shop)
    actions.resolve(shop, "已发口罩", actor=actor(cast), via="web", at=MORNING)

    def found(*options: str) -> set[str]:
        return {row["number"] for row in json.loads(run("cases", "--json", *options).output)}

    assert found() == found("--open") == {plant.number}
    assert found("--closed") == {shop.number}
    assert found("--all") == {plant.number, shop.number}
    assert found("--all", "--territory", "500113111") == {plant.number}
    assert found("--overdue") == set()
    assert plant.number in run("cases").output


@pytest.mark.usefixtures("in_that_time")
def test_a_case_and_no_minute_of_who_wrote(cast: Cast) -> None:
    see(cast.plant, at=MORNING + timedelta(minutes=7))
    said = run("case", "500113-2022-00001").output
    assert "某集团工会" in said and "02-08, 8 h" in said and "08:37" not in said
    told = json.loads(run("case", "500113-2022-00001", "--json").output)
    assert told["entries"][0] == {
        "at": "2022-02-08T00:00:00+00:00",
        "kind": "opened",
        "body": "",
        "to_body": "",
        "text": "",
    }


@pytest.mark.django_db
def test_a_case_that_does_not_exist_is_an_error_in_words() -> None:
    done = CliRunner().invoke(main, ["case", "x"])
    assert done.exit_code == 1 and "Error" in done.output and "Traceback" not in done.output


def test_the_files_in_force_hold() -> None:
    done = run("policy", "check")
    assert done.exit_code == 0
    assert "2 files" in done.output
    assert json.loads(run("policy", "check", "--json").output) == []


def test_faults_are_told_with_file_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = loading.shipped_text().replace("severity = 2", "severity = 7", 2)
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("severity = 7") + 1
    done = run("policy", "check", str(file))
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{file}:{line} no_protective_supplies.severity: ")
    told = json.loads(run("policy", "check", "--json", str(file)).output)
    assert told[0]["line"] == line and told[0]["key"] == "no_protective_supplies.severity"


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "reporting.toml"
    file.write_bytes('due = "10:00"\n# 十点\n'.encode("gb18030"))
    done = run("policy", "check", str(file))
    assert done.exit_code == 1 and f"{file}:2 UTF-8" in done.output

"""Cases and policy on the command line."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation
from django.utils.timezone import make_aware
from pytest_django import Settings

from qianshao.casework import actions, commands
from qianshao.config.cli import main
from qianshao.core import clock
from qianshao.core.models import Installation
from qianshao.policy import files, loading
from qianshao.registry.models import Workplace
from qianshao.registry.rules import search
from tests.casework.scene import actor, again, open_case, see
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
    assert f"{len(files.in_force())} files" in done.output
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


@pytest.fixture
def findable(cast: Cast) -> None:
    """As the import leaves them."""
    for place in Workplace.objects.all():
        place.search_names, place.search_text = search.index_texts(place.name, place.aliases)
        place.save()


@pytest.mark.usefixtures("in_that_time", "findable")
def test_explain_says_what_would_happen_with_dates_and_names(cast: Cast) -> None:
    said = run("policy", "explain", "No protective supplies", "钛业", "--at", "2022-02-08T08:30").output
    for words in (
        "1  某集团工会  2022-02-08 08:30 → 2022-02-08 10:30",
        "2  巴南区总工会  2022-02-08 10:30 → 2022-02-08 14:30",
        "3  重庆市总工会  2022-02-08 14:30 → 2022-02-09 14:30",
        "4  中华全国总工会  2022-02-09 14:30 → 2022-02-11 14:30",
        "letter to the employer: opinion",
        "ask the supervising authority to act",
        "have the employer bring masks",
        "Nobody is above",
    ):
        assert words in said, words
    told = json.loads(
        run("policy", "explain", "no_protective_supplies", "钛业", "--at", "2022-02-08T08:30", "--json").output
    )
    assert told["policy"] == loading.in_force().version
    assert [step["body"] for step in told["steps"]] == ["某集团工会", "巴南区总工会", "重庆市总工会", "中华全国总工会"]
    assert told["steps"][2]["calls"] == [
        {"kind": "letter", "what": "recommendation", "addressee": ""},
        {"kind": "referral", "what": "authority", "addressee": ""},
    ]


@pytest.mark.usefixtures("findable")
def test_explain_foretells_what_then_happens(cast: Cast) -> None:
    at = "2022-01-28T16:00"
    told = json.loads(run("policy", "explain", "crowding", "机械厂", "--at", at, "--json").output)
    case = open_case(cast.shop, "crowding", at=make_aware(datetime.fromisoformat(at)))
    for step in told["steps"]:
        assert case.owner and case.deadline
        assert (case.owner.name, case.deadline) == (step["body"], datetime.fromisoformat(step["due_at"]))
        actions.sweep(case.deadline + timedelta(seconds=1))
        case = again(case)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [("nonsense", "钛业"), ("crowding", "没有这样的单位")])
def test_explain_says_what_it_does_not_know(cast: Cast, asked: tuple[str, str]) -> None:
    done = CliRunner().invoke(main, ["policy", "explain", *asked])
    assert done.exit_code == 1 and "Error" in done.output and "Traceback" not in done.output


def test_a_federations_own_file_is_checked_too(tmp_path: Path, settings: Settings) -> None:
    settings.POLICY = tmp_path
    (tmp_path / "categories.toml").write_text("[crowding]\nseverity = 7\n", encoding="utf-8")
    done = run("policy", "check")
    assert done.exit_code == 1 and f"{tmp_path / 'categories.toml'}:2 crowding.severity" in done.output


@pytest.mark.django_db
def test_a_form_with_a_fault_is_told_by_line_in_any_command(tmp_path: Path) -> None:
    form = tmp_path / "county.toml"
    form.write_text("title = 3\n", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["intake", "export", "--form-file", str(form), "--out", str(tmp_path / "day.csv")]
    )
    assert result.exit_code == 1
    assert "county.toml:1 title: " in result.output

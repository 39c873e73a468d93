from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from qianshao.core import clock
from qianshao.intake.commands import intake
from qianshao.intake.models import DailyReport
from tests.cast import MORNING, Cast


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(intake, [str(argument) for argument in arguments])


def test_a_report_is_filed_and_listed(cast: Cast) -> None:
    filed = run("file", "--workplace", cast.shop.pk, "--headcount", 98, "--all-clear", "--json")
    assert filed.exit_code == 0, filed.output
    told = json.loads(filed.output)
    assert (told["workplace"], told["all_clear"], told["source"]) == (cast.shop.pk, True, "federation")
    (listed,) = json.loads(run("list", "--day", "2022-02-08", "--territory", "500113", "--json").output)
    assert listed == {name: value for name, value in told.items() if name != "repeated"}
    assert json.loads(run("list", "--territory", "500115", "--json").output) == []
    assert cast.shop.name in run("list").output


def test_a_danger_is_filed(cast: Cast) -> None:
    common = ("file", "--workplace", cast.shop.pk, "--headcount", 98, "--key", "a")
    filed = run(*common, "--set", "fever=2", "--set", "named=other,crowding")
    assert filed.exit_code == 0, filed.output
    assert DailyReport.objects.get().dangers == ["crowding", "other", "symptomatic_at_work"]
    assert "nothing was written" in run(*common, "--set", "fever=2", "--set", "named=other,crowding").output
    assert len(json.loads(run("list", "--wrong", "--json").output)) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--workplace", 999999, "--headcount", 3, "--all-clear"), "workplace.unknown"),
        (("--workplace", "钛业", "--headcount", 3, "--all-clear"), "uscc.character"),
        (("--headcount", "many"), "field.invalid.number"),
        (("--headcount", 3, "--all-clear", "--day", "2022-02-09"), "date.future"),
    ],
)
def test_what_cannot_be_filed_is_said(cast: Cast, arguments: tuple[object, ...], code: str) -> None:
    """The command line above turns a Problem into its sentence."""
    ended = run("file", "--workplace", cast.shop.pk, *arguments)  # the last of two counts
    assert ended.exit_code == 1
    assert str(ended.exception) == code
    assert not DailyReport.objects.exists()

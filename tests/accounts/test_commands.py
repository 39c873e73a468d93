"""Accounts from the shell."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from qianshao.accounts import queries
from qianshao.accounts.commands import account
from qianshao.accounts.models import Person
from qianshao.core.problems import Problem
from tests.cast import MORNING, Cast


def run(*arguments: str) -> Result:
    return CliRunner().invoke(account, arguments)


def test_an_account_is_made_for_a_body_by_name_code_or_number(cast: Cast) -> None:
    for name, body in (("one", "巴南区总工会"), ("two", "500113"), ("three", f"#{cast.district.number}")):
        told = json.loads(run("add", name, "--body", body, "--role", "officer", "--json").output)
        person = Person.objects.get(username=name)
        assert person.check_password(told["password"])
        assert [one.body for one in queries.memberships(person, person.created_at)] == [cast.district]


def test_an_unknown_body_is_named(cast: Cast) -> None:
    failed = run("add", "one", "--body", "没有这样的工会", "--role", "officer").exception
    assert isinstance(failed, Problem)
    assert failed.code == "body.unknown"
    assert not Person.objects.filter(username="one").exists()


def test_the_list_goes_to_another_program_as_csv(cast: Cast, tmp_path: Path) -> None:
    Person.objects.filter(username="officer-of-group").update(username="=cmd")
    assert run("list", "--csv", str(tmp_path / "people.csv")).exit_code == 0
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["account"]: row for row in csv.DictReader(file)}
    assert rows["officer-of-district"]["body"] == "巴南区总工会" and rows["officer-of-district"]["role"] == "officer"
    assert "'=cmd" in rows, "no spreadsheet takes a name for a formula"
    assert len(rows) == len(cast.people) - 1, "who has no role is nobody's"


def test_accounts_are_listed_disabled_and_enabled(cast: Cast) -> None:
    assert run("disable", "officer-of-district").exit_code == 0
    rows = {row["account"]: row for row in json.loads(run("list", "--json").output)}
    assert not rows["officer-of-district"]["in_use"]
    assert "officer-of-district" in run("list").output
    run("enable", "officer-of-district")
    assert Person.objects.get(username="officer-of-district").is_active


def test_a_token_is_printed_once(cast: Cast) -> None:
    secret = run("token", "officer-of-district").output.strip()
    membership = queries.membership_of_token(secret, MORNING)
    assert membership
    assert membership.body == cast.district
    assert json.loads(run("token", "officer-of-district", "--json").output)["role"] == "officer"


def test_a_new_password_has_to_be_changed(cast: Cast) -> None:
    secret = run("password", "officer-of-district").output.strip()
    person = Person.objects.get(username="officer-of-district")
    assert person.check_password(secret)
    assert person.must_change_password

"""The demo is made through the ordinary doors, keeps the invariants, and never touches real data."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from click.testing import CliRunner

from qianshao.accounts.models import Person
from qianshao.accounts.queries import memberships, scope_of
from qianshao.casework.models import Case, Letter, Referral
from qianshao.casework.queries import referrals_to
from qianshao.config.cli import main
from qianshao.core.models import Event
from qianshao.intake.models import DailyReport, Observation
from qianshao.registry.models import Workplace
from qianshao.registry.rules import credit_code
from qianshao.resumption import queries
from qianshao.surveillance.models import Signal
from tests.cast import DAY, MORNING, Cast

pytestmark = pytest.mark.django_db
SIZE = 400


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def make(*more: str) -> dict[str, object]:
    said: dict[str, object] = json.loads(run("demo", "--workplaces", str(SIZE), "--json", *more))
    return said


def test_the_account_and_what_is_on_disk_agree() -> None:
    said = make()
    assert (said["territory"], said["townships"], said["villages"]) == ("500113", 23, 313)
    assert said["workplaces"] == SIZE == Workplace.objects.count()
    assert said["reported"] == DailyReport.objects.filter(day=DAY).values("workplace").distinct().count()
    assert said["reported"] == round(0.92 * SIZE)
    assert said["silent"] == SIZE - round(0.92 * SIZE)
    assert said["cases_opened"] == Case.objects.count() > 0
    assert said["moved_up"] == Event.objects.filter(action="case.moved_up").count() > 0
    assert (said["reports_unaccounted"], said["cases_without_owner_or_deadline"]) == (0, 0)


def test_all_of_it_is_marked_as_generated_and_no_one_has_a_name() -> None:
    make()
    assert not Workplace.objects.filter(generated=False).exists()
    assert all("演示" in name for name in Workplace.objects.values_list("name", flat=True))
    assert all(re.fullmatch("demo-[a-z-]+", name) for name in Person.objects.values_list("username", flat=True))
    for code in Workplace.objects.exclude(credit_code="").values_list("credit_code", flat=True):
        assert credit_code.check(code) == code


def test_the_danger_at_the_plant_travels_to_an_answer() -> None:
    make()
    worker = Observation.objects.get()
    case = Case.objects.get(workplace=worker.workplace, category="no_protective_supplies")
    course = list(case.entries.order_by("pk").values_list("kind", flat=True))
    assert course == ["opened", "moved_up", "acknowledged", "acted", "shipped", "asked", "wrote", "referred"]
    assert case.owner and case.owner.name == "巴南区总工会"
    duties = json.loads(run("who", "钛业", "--json"))["duties"]
    assert {duty["tie"] for duty in duties} >= {"territorial", "affiliated"}


def test_two_sources_disagree_on_whether_the_plant_ever_stopped() -> None:
    make()
    plant = Observation.objects.get().workplace
    book = queries.ledger(plant, DAY)
    assert [one.kind for one, _, _ in book.conflicts] == ["ever_stopped"]
    assert Case.objects.filter(workplace=plant, category="restart_without_approval").exists()


def test_the_employer_has_a_letter_and_the_authority_a_question() -> None:
    make()
    letter, referral = Letter.objects.get(), Referral.objects.get()
    assert letter.state == "sent" and letter.docx and letter.pdf and letter.due_at
    assert letter.number.endswith("〔2022〕1号")
    assert referral.state == "open"
    liaison = Person.objects.get(username="demo-authority-liaison")
    (membership,) = memberships(liaison, MORNING)
    assert list(referrals_to(scope_of(membership, MORNING))) == [referral]


def test_it_comes_out_the_same_each_time() -> None:
    first = make()
    assert make() == first


def test_a_delegate_still_has_something_to_report() -> None:
    make()
    shop = Workplace.objects.get(union__memberships__person__username="demo-shop-delegate")
    assert not shop.daily_reports.exists()


def test_another_district_and_day() -> None:
    said = make("--territory", "500115", "--day", "2022-02-09")
    assert (said["territory"], said["day"]) == ("500115", "2022-02-09")
    assert said["reports_unaccounted"] == 0


def test_it_refuses_a_database_with_real_data(cast: Cast) -> None:
    before = Workplace.objects.count()
    result = CliRunner().invoke(main, ["demo", "--workplaces", str(SIZE)])
    assert result.exit_code != 0
    assert Workplace.objects.count() == before


@pytest.mark.parametrize("wrong", [["--territory", "500199"], ["--territory", "110101"], ["--day", "2022-13-40"]])
def test_what_cannot_be_made_is_said_in_a_sentence(wrong: list[str]) -> None:
    result = CliRunner().invoke(main, ["demo", "--workplaces", str(SIZE), *wrong])
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert not Workplace.objects.exists()


def test_the_day_before_the_reform_has_22_townships() -> None:
    said = make("--day", date(2020, 2, 10).isoformat())
    assert said["townships"] == 22


def test_one_that_reported_for_a_fortnight_and_fell_silent_is_a_signal_and_stays_to_be_judged() -> None:
    make()
    (signal,) = Signal.objects.all()
    assert (signal.rule, signal.day, signal.judged_at) == ("silence", DAY, None)
    place = signal.places.get().workplace
    assert place.daily_reports.exists() and not place.daily_reports.filter(day=DAY).exists()

"""The reporter's page: by receipt only, without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from qianshao.casework import actions
from qianshao.casework.budget import Budget
from qianshao.casework.pages import reporters
from qianshao.core import clock
from qianshao.core.models import Event, Installation
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from tests.casework.scene import HOUR, actor, again, kinds, see, sweep_until, the_case
from tests.cast import DAY, MORNING, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def full_budget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reporters, "WRONG_RECEIPTS", Budget(per_minute=60, burst=5, clock=lambda: 0.0))
    Installation.objects.create(generated=True, started_at=MORNING)
    yield


def look(client: Client, receipt: str, status: int = 200, **more: str) -> str:
    clock.restart()
    answer = client.post("/r/", {"receipt": receipt, **more}, headers={"accept-language": "en"})
    assert answer.status_code == status
    assert not answer.cookies, "nothing stays on the telephone"
    assert answer["Cache-Control"] == "no-store"
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_form_asks_for_the_receipt_and_leaves_nothing(client: Client) -> None:
    answer = client.get("/r/")
    assert answer.status_code == 200 and not answer.cookies
    assert client.get("/r/?receipt=1234567890123456").status_code == 200, "in an address it is not read"


def test_until_it_is_assigned(cast: Cast, client: Client) -> None:
    reported = intake.report_danger(
        workplace=cast.plant, category="other", text="x", day=DAY, channel="web", via="web", at=MORNING
    )
    assert "being assigned" in look(client, reported.receipt)


@pytest.mark.parametrize("typed", ["{}", "{:.4} {:.12}", " {} ", "{}\u3000"])
def test_however_it_is_typed(cast: Cast, client: Client, typed: str) -> None:
    receipt = see(cast.plant).receipt
    spaced = " ".join(receipt[start : start + 4] for start in range(0, 16, 4))
    assert "某集团工会" in look(client, spaced if "." in typed else typed.format(receipt))
    wide = receipt.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    assert "某集团工会" in look(client, wide)


def test_what_happens_next_and_who_was_silent(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    shown = look(client, receipt)
    assert "It is with 某集团工会, which has not said yet that it has seen it" in shown
    assert "某集团工会 has time until 02-08 10:30" in shown
    assert "your report moves by itself to 巴南区总工会" in shown
    sweep_until(the_case(cast.plant), MORNING + 3 * HOUR)
    shown = look(client, receipt)
    assert "某集团工会 let the deadline pass; the case moved to 巴南区总工会" in shown


def test_a_question_and_its_answer(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    case = the_case(cast.plant)
    actions.ask(case, "夜班有口罩吗？", actor=actor(cast), via="web", at=MORNING)
    shown = look(client, receipt)
    assert "asks you something" in shown and "夜班有口罩吗？" in shown and "Your answer" in shown
    shown = look(client, receipt, text="也没有")
    assert "Your words have arrived" in shown and "You wrote" in shown
    assert kinds(case)[-1] == "answered"
    assert "Your words have arrived" not in look(client, receipt)


def test_words_between_bodies_are_not_shown(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    actions.act(the_case(cast.plant), "内部情况", for_reporter=False, actor=actor(cast), via="web", at=MORNING)
    actions.hand_over(the_case(cast.plant), cast.district, "移交理由", actor=actor(cast), via="web", at=MORNING)
    shown = look(client, receipt)
    assert "内部情况" not in shown and "移交理由" not in shown
    assert "某集团工会 handed it over to 巴南区总工会" in shown


def test_nobody_reads_what_another_reporter_wrote(cast: Cast, client: Client) -> None:
    see(cast.plant, text="我是三班的")
    receipt = see(cast.plant, text="乙").receipt
    shown = look(client, receipt)
    assert "我是三班的" not in shown
    assert shown.count("Your report was taken up") == 1


def test_it_is_still_there(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    case = the_case(cast.plant)
    actions.resolve(case, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    shown = look(client, receipt)
    assert "says that the danger has ended" in shown and "已发口罩" in shown
    shown = look(client, receipt, text="没有发", still_there="1")
    assert "Opened again, as you said" in shown
    assert again(case).closed_at is None


def test_thanks_open_nothing(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    case = the_case(cast.plant)
    actions.resolve(case, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    look(client, receipt, text="谢谢")
    assert again(case).closed_at


def test_too_late_to_open_it_again_keeps_the_words(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    actions.resolve(the_case(cast.plant), "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    Event.objects.update(at=MORNING + timedelta(days=9))
    assert "still-there" not in look(client, receipt)
    shown = look(client, receipt, 409, text="又没有了", still_there="1")
    assert "report it anew" in shown and "又没有了</textarea>" in shown


@pytest.mark.parametrize("text", ["", "   ", "字" * 4001])
def test_words_that_do_not_fit_are_kept(cast: Cast, client: Client, text: str) -> None:
    receipt = see(cast.plant).receipt
    shown = look(client, receipt, 422, text=text)
    assert f"{text.strip()}</textarea>" in shown.replace("> <", "><")
    assert kinds(the_case(cast.plant)) == ["opened"]


# --- guessing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0" * 16, "1", "x", "१२३४", "'; --", "9" * 500])
def test_a_wrong_receipt_says_so(cast: Cast, client: Client, typed: str) -> None:
    assert "Check the 16 digits" in look(client, typed, 404)


def test_guessing_is_slowed_down_and_nothing_typed_is_lost(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    for _ in range(5):
        look(client, "0" * 16, 404)
    shown = look(client, receipt, 429, text="也没有")
    assert "Wait 5 seconds" in shown
    assert 'value="也没有"' in shown and f'value="{receipt}"' in shown
    assert "Wait 10 seconds" in look(client, receipt, 429)


def test_right_receipts_cost_nothing(cast: Cast, client: Client) -> None:
    receipt = see(cast.plant).receipt
    for _ in range(20):
        look(client, receipt)


def test_the_budget_refills() -> None:
    now = [0.0]
    budget = Budget(per_minute=60, burst=2, clock=lambda: now[0])
    for _ in range(4):
        budget.spend()
    waits = []
    for _ in range(6):
        with pytest.raises(Problem) as caught:
            budget.check()
        waits.append(caught.value.values["seconds"])
    assert waits == [5, 10, 20, 40, 60, 60]
    now[0] = 1
    budget.check()
    budget.spend()
    with pytest.raises(Problem):
        budget.check()
    now[0] = 1000
    for _ in range(2):
        budget.check()
        budget.spend()
    with pytest.raises(Problem) as caught:
        budget.check()
    assert caught.value.values["seconds"] == 5

"""Which questions of an interview can be answered today, by what, and why others cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from qianshao.assessment.models import Interview
from qianshao.assessment.queries.coding import talk_in
from qianshao.assessment.queries.questions import LOOK_UP, Answered, answers
from qianshao.assessment.rules.coding.first_pass import Said
from qianshao.assessment.rules.questions import KINDS, questions
from qianshao.assessment.rules.transcript.reading import read
from qianshao.core.actor import system
from qianshao.intake import actions as intake
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.scope import EVERYTHING
from tests.assessment.test_transcripts import BANAN
from tests.cast import DAY, MORNING, Cast, scope


def kinds(*sentences: str) -> list[str]:
    return [one.kind for one in questions([Said(n, "asker", text) for n, text in enumerate(sentences, 1)])]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("有多少企业已经复工了？", "how_many_restarted"),
        ("How many plants have restarted?", "how_many_restarted"),
        ("你们跟企业工会每天开会吗？", "daily_channel"),
        ("口罩发了没有？", "no_masks"),
        ("这个厂归哪个工会管？", "whose_plant"),
        ("企业会不会瞒报？", "concealed"),
        ("你们去看过没有？", "who_checks"),
        ("今天天气好吗？", ""),
    ],
)
def test_kinds_are_told_by_words(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_what_is_proposed_or_said_by_the_body_is_no_question() -> None:
    assert kinds("您看能不能写一封信？") == []
    assert questions([Said(1, "body", "谁说的？")]) == []


def test_every_kind_is_looked_up() -> None:
    assert {kind for kind, _ in KINDS} == set(LOOK_UP)


def test_the_questions_put_to_banan_are_found() -> None:
    if not BANAN.exists():
        pytest.skip("the transcript of Banan is not beside this clone")
    found = questions(talk_in(read(BANAN.read_text(encoding="utf-8"))).turns)
    told = {(one.turn, one.kind) for one in found}
    wanted = {(1, "what_happened"), (5, "whose_plant"), (23, "who_checks"), (29, "how_many_restarted")}
    assert wanted | {(49, "daily_channel")} <= told


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Answers are sentences; these tests read the English ones."""
    with translation.override("en"):
        yield


def by_kind(found: list[Answered]) -> dict[str, Answered]:
    return {one.question.kind: one for one in found}


def test_a_district_without_reports_is_told_why(cast: Cast, interview: Interview) -> None:
    found = by_kind(answers(scope(cast, "officer of district"), interview, MORNING))
    restarted = found["how_many_restarted"].said
    assert restarted.answered == "partly"
    assert restarted.answer.startswith("0 of ")
    assert restarted.why.startswith("Of ")
    assert found["no_masks"].said.answered == "yes"


def test_whose_a_plant_is_is_told_with_every_tie_and_its_source(cast: Cast, interview: Interview) -> None:
    interview.mentions.create(name="重庆沿江钛业", kind="employer", times=1, workplace=cast.plant)
    interview.turns.filter(n=1).update(text="这个厂归哪个工会管？")
    said = by_kind(answers(scope(cast, "officer of district"), interview, MORNING))["whose_plant"].said
    assert said.answered in ("yes", "partly")
    assert "巴南区总工会" in said.answer
    assert "某集团工会" in said.answer


def test_an_answer_counts_what_the_asker_sees(cast: Cast, interview: Interview) -> None:
    interview.turns.filter(n=1).update(text="你们跟企业工会每天开会吗？")
    numbers = Numbers(headcount=900, fever=0, confirmed=0)
    filed = intake.Submission(cast.plant, DAY, "union", numbers, "web")
    intake.file_daily_report(filed, actor=system("test"), via="shell", at=MORNING)
    at = MORNING + timedelta(hours=1)
    for who in (scope(cast, "officer of district"), EVERYTHING):
        said = by_kind(answers(who, interview, at))["daily_channel"].said
        assert said.answered == "yes"
        assert "1 of 2 workplaces" in said.answer
        assert str(DAY) in said.source


def test_the_page_shows_question_answer_and_source(interview: Interview, as_person: Callable[[str], Client]) -> None:
    shown = as_person("officer of district").get(f"/interviews/{interview.number}/questions/").content.decode()
    assert "有多少企业已经复工了？" in shown
    assert "#t3" in shown

"""Letters: which paper, its number, its approval by a second person, its answer, and what follows when none comes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from qianshao.accounts.models import Membership, Role
from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Letter, LetterState, Measure
from qianshao.core.actor import person
from qianshao.core.problems import Problem
from qianshao.documents.queries import content
from qianshao.policy import letters as policy
from qianshao.policy.ladder import Instrument
from qianshao.policy.loading import SHIPPED
from qianshao.registry.models import Tie, TieKind
from tests.casework.scene import HOUR, again, kinds, open_case, see
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
LATER = MORNING + 3 * HOUR


def written(cast: Cast, case: Case | None = None, purpose: str = "opinion", at: datetime = MORNING) -> Letter:
    case = case or open_case(cast.shop, "retaliation")
    return actions.draft(
        case, cast.district, purpose, actor=person(cast.person("officer of district").pk), via="web", at=at
    )


def on(letter: Letter, deed: str, *text: str, cast: Cast, at: datetime = MORNING) -> Letter:
    """By the officer of the district, who is its only one."""
    actor = person(cast.person("officer of district").pk)
    getattr(actions, deed)(letter, *text, actor=actor, via="web", at=at)
    return Letter.objects.get(pk=letter.pk)


# --- which paper ------------------------------------------------------------------------------------------


def paper(instrument: str, territory: str, day: date) -> str:
    found = policy.choose(policy.shipped().values(), Instrument(instrument), territory, day)
    return found.code if found else ""


def test_the_paper_depends_on_the_place_and_the_day() -> None:
    outbreak, today = date(2020, 2, 10), date(2022, 2, 8)
    assert paper("opinion", "500113111", outbreak) == "rectification_chongqing_before_2021"
    assert paper("opinion", "420100", outbreak) == "opinion_before_2021"
    assert paper("reminder", "500113111", outbreak) == "letter_before_2021"
    assert paper("opinion", "500113111", today) == "opinion"
    assert paper("opinion", "360102", today) == "opinion_nanchang"
    assert paper("rectification", "500113111", today) == "rectification_chongqing"


@pytest.mark.parametrize("day", [date(2020, 2, 10), date(2021, 3, 30), date(2021, 3, 31), date(2026, 1, 1)])
@pytest.mark.parametrize("territory", ["500113111", "330106", "360102", ""])
@pytest.mark.parametrize("instrument", list(Instrument))
def test_every_purpose_has_a_paper_everywhere_and_always(instrument: str, territory: str, day: date) -> None:
    assert paper(instrument, territory, day)


def test_terms_differ_and_are_shorter_where_life_is_in_danger() -> None:
    shipped = policy.shipped()
    assert shipped["opinion"].term(2, under_order=False).working_days == 15
    assert shipped["opinion_nanchang"].term(2, under_order=False).days == 60
    assert shipped["reminder"].term(2, under_order=False).days == 15
    assert (
        shipped["opinion"].term(1, under_order=False).hours == 24 == shipped["opinion"].term(3, under_order=True).hours
    )


@pytest.mark.parametrize(
    ("line", "key", "what"),
    [
        ('issuer = "village"', "issuer", "is one of"),
        ("reply = { weeks = 2 }", "reply", "needs one of"),
        ('number = "{year}"', "number", "each once"),
        ('serves = ["poem"]', "serves", "is a list of"),
        ('since = "2021-03-31"', "since", "without quotation marks"),
        ('colour = "red"', "colour", "is not a key"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(line: str, key: str, what: str) -> None:
    shipped = (SHIPPED / policy.LETTERS).read_text(encoding="utf-8")
    block = shipped[shipped.index("[rectification]") : shipped.index("[rectification_chongqing]")]
    kept = [one for one in block.splitlines() if not one.startswith(f"{key} =")]
    text = "\n".join([*kept[:3], line, *kept[3:]])
    with pytest.raises(policy.PolicyError) as caught:
        policy.parse(text, source="mine.toml")
    assert (caught.value.source, caught.value.line) == ("mine.toml", 4)
    assert caught.value.key.endswith(key) and what in caught.value.what


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=400))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        policy.parse(text, source="any.toml")
    except policy.PolicyError as fault:
        assert fault.line >= 1 and fault.what


# --- from the draft to the paper --------------------------------------------------------------------------


def test_a_draft_is_filled_in_and_takes_what_the_ladder_called_for(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    called = Measure.objects.filter(case=case, kind="letter").first()
    letter = written(cast, case, called.what if called else "opinion")
    assert letter.recipient == cast.shop.name and letter.case.number == case.number
    assert letter.facts and letter.basis and letter.demand and letter.reply
    if called:
        assert letter.measure == called and Measure.objects.get(pk=called.pk).taken_at == MORNING


def test_a_draft_holds_nothing_of_who_reported(cast: Cast) -> None:
    see(cast.shop, "retaliation", text="我是三车间夜班唯一的电工，口罩不发")
    letter = written(cast, Case.objects.get(workplace=cast.shop))
    words = "".join([letter.facts, letter.demand, letter.basis, letter.recipient])
    assert "电工" not in words and "三车间" not in words and "02-08" not in words


def test_its_paper_says_all_of_it_in_word_and_pdf(cast: Cast) -> None:
    letter = on(written(cast), "approve", cast=cast)
    assert letter.docx and letter.pdf and letter.number == "工意见〔2022〕1号"
    said = "\n".join(line.text for line in Document(BytesIO(content(letter.docx))).paragraphs)
    for part in (
        letter.body.name,
        letter.number,
        letter.recipient,
        letter.facts,
        letter.demand,
        "24小时",
        "2022年2月8日",
    ):
        assert part in said
    assert content(letter.pdf).startswith(b"%PDF-")
    assert "{" not in said


def test_a_federations_own_template_is_used(cast: Cast, settings: object, tmp_path: Path) -> None:
    settings.POLICY = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "letters").mkdir()
    own = Document()
    own.add_paragraph("本会特此函告：{{ recipient }}")
    own.save(str(tmp_path / "letters" / "opinion.docx"))
    letter = on(written(cast), "approve", cast=cast)
    assert letter.docx
    assert Document(BytesIO(content(letter.docx))).paragraphs[0].text == f"本会特此函告：{letter.recipient}"


@pytest.mark.parametrize(("text", "code"), [("{{ nobody_knows }}", "template.invalid"), (None, "template.no_docx")])
def test_a_template_that_does_not_hold_costs_no_number(
    text: str | None, code: str, cast: Cast, settings: object, tmp_path: Path
) -> None:
    settings.POLICY = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "letters").mkdir()
    path, own = tmp_path / "letters" / "opinion.docx", Document()
    own.add_paragraph(text or "")
    own.save(str(path)) if text else path.write_text("no Word file")
    letter = written(cast)
    with pytest.raises(Problem) as caught:
        on(letter, "approve", cast=cast)
    assert caught.value.code == code
    path.unlink()
    assert on(letter, "approve", cast=cast).serial == 1


# --- numbers ----------------------------------------------------------------------------------------------


def test_numbers_have_no_gaps_whatever_is_discarded(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    letters = [written(cast, case) for _ in range(6)]
    for letter in letters[::2]:
        actions.discard(letter, actor=person(cast.person("officer of district").pk), via="web", at=MORNING)
    numbers = [on(letter, "approve", cast=cast).serial for letter in letters[1::2]]
    assert numbers == [1, 2, 3]


def test_each_year_and_each_body_begins_anew(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    assert on(written(cast, case), "approve", cast=cast).number.endswith("〔2022〕1号")
    next_year = datetime(2022, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight in China
    letter = written(cast, case, at=next_year)
    assert on(letter, "approve", cast=cast, at=next_year).number.endswith("〔2023〕1号")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_many_who_approve_at_once_get_numbers_in_a_row(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    letters = [written(cast, case) for _ in range(8)]

    def one(letter: Letter) -> int | None:
        try:
            return on(letter, "approve", cast=cast).serial
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, letters)) == list(range(1, 9))  # type: ignore[type-var]


# --- a second person --------------------------------------------------------------------------------------


def test_whoever_wrote_it_does_not_approve_it_where_there_is_a_second_officer(cast: Cast) -> None:
    letter, second = written(cast), cast.person("officer of city")
    Membership.objects.create(person=second, body=cast.district, role=Role.OFFICER, since=MORNING)
    with pytest.raises(Problem, match="second_person"):
        on(letter, "approve", cast=cast)
    actions.approve(letter, actor=person(second.pk), via="web", at=MORNING)
    assert Letter.objects.get(pk=letter.pk).approved_by == second


def test_what_was_approved_is_not_changed_any_more(cast: Cast) -> None:
    letter = on(written(cast), "approve", cast=cast)
    new = {"recipient": "x", "facts": "x", "basis": "x", "demand": "x"}
    with pytest.raises(Problem, match=r"letter\.changed"):
        on(letter, "change_draft", new, cast=cast)  # type: ignore[arg-type]
    with pytest.raises(Problem, match=r"letter\.changed"):
        on(letter, "discard", cast=cast)
    assert Letter.objects.get(pk=letter.pk).facts == letter.facts


def test_two_who_edit_do_not_overwrite_each_other(cast: Cast) -> None:
    letter = written(cast)
    mine = {"recipient": "a", "facts": "a", "basis": "a", "demand": "a", "seen": letter.changed_at}
    on(letter, "change_draft", mine, cast=cast, at=MORNING + HOUR)  # type: ignore[arg-type]
    with pytest.raises(Problem, match=r"letter\.changed"):
        on(letter, "change_draft", mine | {"facts": "b"}, cast=cast, at=MORNING + HOUR)  # type: ignore[arg-type]
    assert Letter.objects.get(pk=letter.pk).facts == "a"


# --- sent, answered, not answered -------------------------------------------------------------------------


def test_to_send_it_is_to_act_and_starts_the_time(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    letter = on(on(written(cast, case), "approve", cast=cast), "send", "专人送达", cast=cast)
    assert letter.state == LetterState.SENT and letter.due_at == MORNING + 24 * HOUR
    assert kinds(case) == ["opened", "wrote"]
    before, after = case.deadline, again(case).deadline
    assert before and after and after > before


def test_no_answer_in_time_calls_for_what_follows_once(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    letter = on(on(written(cast, case), "approve", cast=cast), "send", "专人送达", cast=cast)
    assert letter.due_at
    assert actions.sweep_unanswered(letter.due_at - timedelta(minutes=1)) == 0
    assert actions.sweep_unanswered(letter.due_at) == 1
    assert actions.sweep_unanswered(letter.due_at + HOUR) == 0
    assert Letter.objects.get(pk=letter.pk).state == LetterState.UNANSWERED
    assert Measure.objects.filter(case=case, kind="letter", what="recommendation", taken_at=None).count() == 1
    assert case.entries.filter(kind="unanswered").get().at == letter.due_at


def test_a_late_answer_is_filed_all_the_same(cast: Cast) -> None:
    letter = on(on(written(cast), "approve", cast=cast), "send", "邮寄", cast=cast)
    actions.sweep_unanswered(MORNING + 48 * HOUR)
    answered = on(letter, "file_answer", "已补发口罩", cast=cast, at=MORNING + 50 * HOUR)
    assert answered.state == LetterState.ANSWERED
    assert answered.answered_at and answered.due_at
    assert answered.answered_at > answered.due_at


def test_what_was_withdrawn_keeps_its_number_and_calls_for_nothing(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    letter = on(on(written(cast, case), "approve", cast=cast), "send", "邮寄", cast=cast)
    withdrawn = on(letter, "withdraw", "写错了单位", cast=cast)
    assert withdrawn.state == LetterState.WITHDRAWN and withdrawn.serial == 1
    assert actions.sweep_unanswered(MORNING + 100 * HOUR) == 0
    assert on(written(cast, case), "approve", cast=cast).serial == 2


def test_a_recommendation_reaches_the_authoritys_liaison(cast: Cast) -> None:
    Tie.objects.create(workplace=cast.shop, body=cast.authority, kind=TieKind.AUTHORITY, source="test")
    case = open_case(cast.shop, "retaliation")
    letter = on(on(written(cast, case, "recommendation"), "approve", cast=cast), "send", "公文交换", cast=cast)
    assert letter.addressee == cast.authority
    (row,) = queries.referrals_to(scope(cast, "liaison of authority"))
    assert row.letter == letter and row.due_at == letter.due_at and letter.demand in row.text


def test_who_may_issue_which_paper(cast: Cast) -> None:
    case = open_case(cast.plant, "symptomatic_at_work")
    with pytest.raises(Problem, match=r"letter\.level"):
        actions.draft(case, cast.township, "recommendation", actor=person(1), via="web", at=MORNING)


def test_the_authority_is_not_yet_known(cast: Cast) -> None:
    letter = written(cast, purpose="recommendation")
    assert letter.recipient == "" and letter.addressee is None


# --- the pages --------------------------------------------------------------------------------------------


def test_the_officer_goes_from_the_case_to_the_answer(cast: Cast, as_person: Callable[[str], Client]) -> None:
    case = open_case(cast.shop, "retaliation")
    officer = as_person("officer of district")
    page = officer.post(f"/cases/{case.number}/letters/", {"purpose": "opinion"}, follow=True)
    letter = Letter.objects.get()
    assert page.redirect_chain[-1][0] == f"/letters/{letter.pk}/"
    texts = {"recipient": cast.shop.name, "facts": "未发口罩", "basis": letter.basis, "demand": "今天补发"}
    seen = letter.changed_at.isoformat()
    assert officer.post(f"/letters/{letter.pk}/save/", texts | {"seen": seen}).status_code == 302
    assert officer.get(f"/letters/{letter.pk}/letter.pdf").content.startswith(b"%PDF")
    assert officer.post(f"/letters/{letter.pk}/approve/").status_code == 302
    assert officer.get(f"/letters/{letter.pk}/letter.docx").content.startswith(b"PK")
    assert officer.post(f"/letters/{letter.pk}/send/", {"text": "专人送达"}).status_code == 302
    assert officer.post(f"/letters/{letter.pk}/answer/", {"text": "已补发"}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == LetterState.ANSWERED and letter.facts == "未发口罩"
    assert "已补发" in officer.get(f"/cases/{case.number}/").content.decode()


def test_what_was_typed_stays_when_it_cannot_be_done(cast: Cast, as_person: Callable[[str], Client]) -> None:
    letter = written(cast)
    officer = as_person("officer of district")
    answer = officer.post(
        f"/letters/{letter.pk}/save/", {"recipient": "厂", "facts": "很多字", "basis": "", "demand": "x"}
    )
    assert answer.status_code == 422 and "很多字" in answer.content.decode()

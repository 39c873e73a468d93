"""What can happen to a case, verb by verb."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from qianshao.casework import actions, queries
from qianshao.casework.actions import deadlines
from qianshao.casework.models import Case, CaseReport, Entry, Step
from qianshao.core.actor import ANONYMOUS
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.rules.daily import Numbers
from qianshao.policy import loading
from qianshao.registry.models import Body
from tests.casework.scene import (
    HOUR,
    MASKS,
    actor,
    again,
    file,
    kinds,
    observation_of,
    open_case,
    see,
    sweep_until,
    the_case,
    turns,
    work,
)
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db


def refused(code: str) -> pytest.RaisesExc[Problem]:
    return pytest.RaisesExc(Problem, check=lambda problem: problem.code == code)


# --- from a report to a case ------------------------------------------------------------------------------


def test_the_group_is_silent_and_the_case_moves_to_the_district(cast: Cast) -> None:
    case = open_case(cast.plant)
    assert (case.number, case.owner, case.deadline) == ("500113-2022-00001", cast.group_union, MORNING + 2 * HOUR)
    assert sweep_until(case, MORNING + 2 * HOUR).owner == cast.group_union, "at the deadline it is not past"
    late = MORNING + 2 * HOUR + timedelta(minutes=10)
    case = sweep_until(case, late)
    assert (case.owner, case.deadline, case.moves) == (cast.district, MORNING + 6 * HOUR, 1), "from when it fell due"
    assert turns(case) == [("某集团工会", "silent"), ("巴南区总工会", "")]
    moved = Event.objects.get(action="case.moved_up")
    assert moved.at == late
    assert moved.data == {
        "owner": cast.district.pk,
        "silent": cast.group_union.pk,
        "fell_due": (MORNING + 2 * HOUR).isoformat(),
        "calls": ["letter opinion"],
    }


def test_each_danger_of_a_daily_report_is_a_case(cast: Cast) -> None:
    file(cast.shop, Numbers(headcount=100, fever=1, disinfected=False))
    assert sorted(Case.objects.values_list("category", "owner__name")) == [
        ("no_disinfection_or_measuring", "鱼洞街道工会"),
        ("symptomatic_at_work", "鱼洞街道工会"),
    ]


def test_the_same_danger_joins_the_open_case_and_moves_no_deadline(cast: Cast) -> None:
    case = open_case(cast.plant)
    see(cast.plant, text="还有一个人也这样说", at=MORNING + HOUR)
    file(cast.plant, Numbers(headcount=900, masks_in_stock=0, masks_needed_daily=900), at=MORNING + HOUR)
    assert Case.objects.count() == 1
    assert again(case).deadline == case.deadline
    assert kinds(case) == ["opened", "joined", "joined"]


def test_after_it_was_resolved_the_same_danger_is_a_new_case(cast: Cast) -> None:
    first = open_case(cast.plant)
    actions.resolve(first, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    second = open_case(cast.plant, at=MORNING + 2 * HOUR)
    assert second.number == "500113-2022-00002" != first.number


def test_a_row_that_is_replayed_changes_nothing(cast: Cast) -> None:
    file(cast.shop, Numbers(headcount=100, fever=1))
    see(cast.plant)
    Event.objects.filter(needs_work=True).update(done_at=None)
    work()
    assert CaseReport.objects.count() == Case.objects.count() == 2


def test_nobody_answers_yet_so_the_report_waits(cast: Cast) -> None:
    """Until a federation is entered; then it becomes a case by itself."""
    Body.objects.update(closed_on=date(2021, 1, 1))
    with pytest.raises(AssertionError, match="NobodyAnswers"):
        see(cast.shop, "retaliation")
    assert not Case.objects.exists()
    Body.objects.filter(pk=cast.national.pk).update(closed_on=None)
    Event.objects.update(claimed_until=None, last_failure="")
    work()
    assert the_case(cast.shop, "retaliation").owner == cast.national


def test_a_case_keeps_the_policy_that_it_was_opened_under(cast: Cast) -> None:
    case = open_case(cast.plant)
    text = case.policy.text.replace("hours = 4\n", "hours = 5\n")
    case.policy.text = text
    case.policy.save()
    assert sweep_until(case, MORNING + 3 * HOUR).deadline == MORNING + 7 * HOUR


def test_a_case_keeps_its_version_when_the_federations_file_changes(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    settings.POLICY = tmp_path
    own, text = tmp_path / "categories.toml", loading.shipped_text()
    start = text.index("[no_protective_supplies]")
    mine = text[start : text.index("\n[", text.index("national", start))]
    own.write_text(mine.replace("hours = 4\n", "hours = 5\n"), encoding="utf-8")
    case = open_case(cast.plant)
    assert case.policy.version == loading.in_force().version != loading.shipped().version
    own.unlink()
    assert sweep_until(case, MORNING + 3 * HOUR).deadline == MORNING + 7 * HOUR
    assert open_case(cast.shop).policy.version == loading.shipped().version


@pytest.mark.parametrize("text", ["no TOML [", "[x]\nseverity = 1", ""])
def test_a_policy_that_can_no_longer_be_read_stops_no_case(cast: Cast, text: str) -> None:
    case = open_case(cast.plant)
    case.policy.text = text
    case.policy.save()
    assert sweep_until(case, MORNING + 3 * HOUR).owner == cast.district


# --- what its owner does ----------------------------------------------------------------------------------


def test_seeing_is_not_doing(cast: Cast) -> None:
    case = open_case(cast.plant)
    for minutes in (10, 20):
        actions.acknowledge(again(case), actor=actor(cast), via="web", at=MORNING + timedelta(minutes=minutes))
    assert Step.objects.get(case=case).acknowledged_at == MORNING + timedelta(minutes=10)
    assert kinds(case) == ["opened", "acknowledged"]
    assert turns(sweep_until(case, MORNING + 3 * HOUR))[0] == ("某集团工会", "unfinished")


def test_acting_gives_time_once(cast: Cast) -> None:
    case = open_case(cast.plant)
    actions.act(case, "已电话联系", actor=actor(cast), via="web", at=MORNING + HOUR)
    assert again(case).deadline == MORNING + 25 * HOUR
    actions.act(again(case), "又联系了", actor=actor(cast), via="web", at=MORNING + 20 * HOUR)
    assert again(case).deadline == MORNING + 25 * HOUR


def test_acting_never_takes_time_away(cast: Cast) -> None:
    case = open_case(cast.shop, "sick_or_quarantine_pay")
    before = case.deadline
    Case.objects.filter(pk=case.pk).update(deadline=MORNING + 999 * HOUR)
    Step.objects.filter(case=case).update(due_at=MORNING + 999 * HOUR)
    actions.act(again(case), "已电话联系", actor=actor(cast), via="web", at=MORNING)
    assert before and again(case).deadline == MORNING + 999 * HOUR


def test_passing_to_and_fro_buys_no_time(cast: Cast) -> None:
    """Each of the two may act once; then the deadline comes, however often they pass it on."""
    case = open_case(cast.plant)
    now = MORNING
    for turn in range(6):
        now += HOUR / 2
        actions.act(again(case), f"{turn}", actor=actor(cast), via="web", at=now)
        to = cast.district if turn % 2 == 0 else cast.group_union
        actions.hand_over(again(case), to, "由贵会处理", actor=actor(cast), via="web", at=now)
    assert again(case).deadline == MORNING + 25 * HOUR
    moved = sweep_until(case, MORNING + 26 * HOUR)
    assert moved.owner == cast.city, "above both"


def test_handing_down_does_not_keep_it_below(cast: Cast) -> None:
    case = open_case(cast.shop, "other")
    now = MORNING + 9 * HOUR
    case = sweep_until(case, now)
    assert case.owner == cast.district
    actions.hand_over(case, cast.other_township, "由街道处理", actor=actor(cast), via="web", at=now)
    case = again(case)
    assert case.deadline == MORNING + 24 * HOUR, "the deadline goes with it"
    assert sweep_until(case, now + 17 * HOUR).owner == cast.city


def test_it_goes_only_to_a_body_that_answers(cast: Cast) -> None:
    case = open_case(cast.plant)
    assert set(queries.may_take_over(case, MORNING)) == {cast.township, cast.district, cast.city, cast.national}
    for body in (cast.next_district, cast.plant_union, cast.group_union):
        with refused("case.hand_over_to"):
            actions.hand_over(case, body, "由贵会处理", actor=actor(cast), via="web", at=MORNING)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00"])
def test_words_are_needed(cast: Cast, text: str) -> None:
    case = open_case(cast.plant)
    with refused("case.text_needed"):
        actions.act(case, text, actor=actor(cast), via="web", at=MORNING)
    with refused("text.too_long"):
        actions.resolve(case, "字" * 4001, actor=actor(cast), via="web", at=MORNING)
    actions.ask(case, " a\x00b \r\n", actor=actor(cast), via="web", at=MORNING)
    assert Entry.objects.get(kind="asked").text == "ab"


def test_who_comes_second_is_told_so(cast: Cast) -> None:
    """Two read the case at the same time; the second acts on what is no longer so."""
    first, second = open_case(cast.plant), the_case(cast.plant)
    actions.hand_over(first, cast.district, "由贵会处理", actor=actor(cast), via="web", at=MORNING)
    with refused("case.not_owner"):
        actions.act(second, "已电话联系", actor=actor(cast), via="web", at=MORNING)
    third = again(first)
    actions.resolve(first, "已解决", actor=actor(cast), via="web", at=MORNING)
    with refused("case.closed"):
        actions.resolve(third, "已解决", actor=actor(cast), via="web", at=MORNING)
    assert kinds(first).count("resolved") == 1
    assert not actions.move_up(third, at=MORNING + 99 * HOUR)


# --- when it was not over ---------------------------------------------------------------------------------


def closed_case(cast: Cast) -> Case:
    case = open_case(cast.plant)
    actions.resolve(case, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    return again(case)


def test_opened_again_it_has_the_same_owner_and_a_fresh_deadline(cast: Cast) -> None:
    case = closed_case(cast)
    actions.reopen(case, "又没有了", actor=actor(cast), via="web", at=MORNING + 48 * HOUR)
    case = again(case)
    assert (case.owner, case.deadline, case.closed_at) == (cast.group_union, MORNING + 72 * HOUR, None)
    assert turns(case) == [("某集团工会", "resolved"), ("某集团工会", "")]
    with refused("case.open"):
        actions.reopen(case, "又没有了", actor=actor(cast), via="web", at=MORNING)


def test_not_after_a_week(cast: Cast) -> None:
    with refused("case.closed_for_good"):
        actions.reopen(closed_case(cast), "又没有了", actor=actor(cast), via="web", at=MORNING + timedelta(days=8))


def test_not_beside_another_open_case(cast: Cast) -> None:
    case = closed_case(cast)
    open_case(cast.plant, at=MORNING + 2 * HOUR)
    with refused("case.open_again"):
        actions.reopen(case, "又没有了", actor=actor(cast), via="web", at=MORNING + 3 * HOUR)
    assert again(case).closed_at


def test_a_reporter_says_that_it_is_still_there(cast: Cast) -> None:
    reported = see(cast.plant)
    case = the_case(cast.plant)
    actions.resolve(case, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    actions.answer(
        again(case),
        observation_of(reported),
        "没有发",
        at=MORNING + 2 * HOUR,
        still_there=True,
        actor=ANONYMOUS,
        via="web",
    )
    case = again(case)
    assert case.closed_at is None and case.owner == cast.group_union
    assert kinds(case)[-2:] == ["answered", "reopened"]
    assert turns(sweep_until(case, MORNING + 99 * HOUR))[1] == ("某集团工会", "silent")


def test_beside_another_open_case_the_words_go_there(cast: Cast) -> None:
    reported = see(cast.plant)
    first = the_case(cast.plant)
    actions.resolve(first, "已发口罩", actor=actor(cast), via="web", at=MORNING + HOUR)
    second = open_case(cast.plant, at=MORNING + 2 * HOUR)
    actions.answer(
        again(first),
        observation_of(reported),
        "没有发",
        at=MORNING + 3 * HOUR,
        still_there=True,
        actor=ANONYMOUS,
        via="web",
    )
    assert again(first).closed_at
    assert kinds(second) == ["opened", "answered"]


def test_a_reporter_can_not_flood_an_inbox(cast: Cast) -> None:
    reported = see(cast.plant)
    case = the_case(cast.plant)

    def write() -> None:
        actions.answer(again(case), observation_of(reported), "还是没有", at=MORNING, actor=ANONYMOUS, via="web")

    for _ in range(actions.WORDS_BEFORE_AN_ANSWER):
        write()
    with refused("case.answers_too_many"):
        write()
    actions.ask(again(case), "现在呢", actor=actor(cast), via="web", at=MORNING)
    write()


# --- what the clock does ----------------------------------------------------------------------------------


def test_on_the_highest_rung_each_silence_is_on_record(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    now = MORNING
    for _ in range(6):
        assert case.deadline
        now = case.deadline + HOUR
        case = sweep_until(case, now)
    assert turns(case) == [
        ("巴南区总工会", "silent"),
        ("重庆市总工会", "silent"),
        ("中华全国总工会", "silent"),
        ("中华全国总工会", "silent"),
        ("中华全国总工会", "silent"),
        ("中华全国总工会", "silent"),
        ("中华全国总工会", ""),
    ]
    assert kinds(case)[1:] == ["moved_up", "moved_up", "reminded", "reminded", "reminded", "reminded"]
    assert case.deadline and case.deadline > now


def test_when_nobody_is_left_its_owner_keeps_it(cast: Cast) -> None:
    case = open_case(cast.shop, "retaliation")
    Body.objects.update(closed_on=date(2021, 1, 1))
    case = sweep_until(case, MORNING + 30 * HOUR)
    assert (case.owner, case.deadline) == (cast.district, MORNING + 34 * HOUR), "four hours from now"
    assert turns(case)[0][1] == "silent"


def test_one_case_that_breaks_keeps_no_other_from_moving(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = open_case(cast.plant), open_case(cast.shop)
    course = deadlines._course

    def breaks(case: Case, *others: Any) -> Any:
        if case.pk == broken.pk:
            raise ValueError("words of a reporter")
        return course(case, *others)

    monkeypatch.setattr(deadlines, "_course", breaks)
    assert actions.sweep(MORNING + 30 * HOUR) == 1
    assert again(sound).moves > 0 == again(broken).moves
    assert "ValueError" in caplog.text
    assert "words of a reporter" not in caplog.text


def test_the_trail_holds_no_words(cast: Cast) -> None:
    """Codes and numbers only, whatever was said in the case."""
    case = open_case(cast.plant)
    for deed in (actions.act, actions.ask, actions.resolve):
        deed(again(case), "张三说的", actor=actor(cast), via="web", at=MORNING)
    assert "张三" not in str(list(Event.objects.values()))
    assert Event.objects.filter(subject_type="case", subject_id=str(case.pk)).count() == 4


def test_what_waits_for_a_reporter(cast: Cast) -> None:
    reported = see(cast.plant)
    case, observation = the_case(cast.plant), observation_of(reported)

    def standing() -> str:
        return queries.standing_for_reporter(again(case), observation)

    assert standing() == "waiting"
    actions.acknowledge(again(case), actor=actor(cast), via="web", at=MORNING)
    assert standing() == "seen"
    actions.act(again(case), "已联系", actor=actor(cast), via="web", at=MORNING)
    assert standing() == "acted"
    actions.ask(again(case), "夜班呢", actor=actor(cast), via="web", at=MORNING)
    assert standing() == "asked"
    actions.answer(again(case), observation, "也没有", actor=ANONYMOUS, via="web", at=MORNING)
    assert standing() == "acted"
    sweep_until(case, MORNING + 30 * HOUR)
    assert standing() == "waiting"
    actions.resolve(again(case), "已发", actor=actor(cast), via="web", at=MORNING)
    assert standing() == "resolved"


def test_a_reporter_reads_their_own_words_and_what_bodies_did(cast: Cast) -> None:
    first = see(cast.plant, text="甲")
    second = see(cast.plant, text="乙", at=MORNING + HOUR / 2)
    case = the_case(cast.plant, MASKS)
    for reported in (first, second):
        actions.answer(again(case), observation_of(reported), "补充", actor=ANONYMOUS, via="web", at=MORNING + HOUR)
    actions.act(again(case), "内部", actor=actor(cast), via="web", at=MORNING + HOUR, for_reporter=False)
    actions.ask(again(case), "夜班呢", actor=actor(cast), via="web", at=MORNING + HOUR)
    seen = queries.entries_for_reporter(case, observation_of(second))
    assert [entry.kind for entry in seen] == ["joined", "answered", "asked"]
    assert [entry.kind for entry in queries.entries_for_reporter(case, observation_of(first))] == [
        "opened",
        "answered",
        "asked",
    ]

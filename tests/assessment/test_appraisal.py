"""The sheet of a body: what is counted, what is missing, who judges, and what stays."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import override_settings

from qianshao.assessment import actions, queries
from qianshao.assessment.commands.appraise import appraise
from qianshao.assessment.models import Appraisal, Nature
from qianshao.assessment.queries import appraisals as sheets
from qianshao.assessment.queries.indicators import Counts
from qianshao.assessment.queries.measures import MEASURES
from qianshao.core.actor import Via, person
from qianshao.core.problems import Problem
from qianshao.intake.rules.daily import Numbers
from qianshao.policy import appraisal as policy
from qianshao.policy.loading import SHIPPED, PolicyError
from qianshao.registry.models import Body
from qianshao.registry.scope import EVERYTHING
from tests.casework.scene import HOUR, file, open_case
from tests.cast import DAY, MORNING, Cast, scope

FIRST, LAST = DAY - timedelta(days=6), DAY
LATER = MORNING + timedelta(days=2)


def counts(body: Body) -> Counts:
    return queries.count(body, queries.period_of(FIRST, LAST, LATER))


def opened(cast: Cast) -> Appraisal:
    return actions.open_appraisal(cast.township, FIRST, LAST, **by(cast, "officer of city"))


def by(cast: Cast, who: str) -> dict[str, Any]:
    return {"actor": person(cast.person(who).pk), "via": Via.WEB, "at": LATER}


def verdict(mark: str = "partly") -> dict[str, tuple[str, str]]:
    return dict.fromkeys(Nature.values, (mark, "见上述指标"))


def judge(cast: Cast, row: Appraisal, who: str, mark: str = "partly", *, joint: bool = False) -> None:
    (role,) = cast.person(who).memberships.all()
    actions.judge(row, verdict(mark), joint=joint, role=role.role, for_body=role.body, **by(cast, who))


# --- what is counted --------------------------------------------------------------------------------------


def test_a_workplace_counts_whatever_its_affiliation(cast: Cast) -> None:
    file(cast.plant, Numbers(headcount=900))
    found = counts(cast.district).figures
    assert (found["heard_from"].numerator, found["heard_from"].denominator) == (1, 2)
    assert (found["heard_elsewhere"].numerator, found["heard_elsewhere"].denominator) == (1, 1)
    assert found["heard_from"].small
    assert counts(cast.next_district).figures["heard_from"].numerator == 0


def test_what_is_not_recorded_is_missing_and_no_zero(cast: Cast) -> None:
    found = counts(cast.district).figures
    for code in ("command", "visited", "first_visit", "defects_corrected", "standing_known"):
        assert found[code].missing == "not_recorded"
        assert found[code].value is None
    assert found["demands_won"].missing == "nothing_to_count"
    assert found["demands_won"].value is None


def test_silence_and_late_answers_are_counted_of_turns(cast: Cast) -> None:
    case = open_case(cast.plant)
    owner = case.owner
    assert owner is not None
    found = counts(owner).figures
    assert found["workers_answered"].denominator == 1
    assert found["workers_told"].denominator == 1
    assert found["workers_told"].value == 0


def test_what_became_known_after_the_cut_off_is_not_counted(cast: Cast) -> None:
    file(cast.plant, Numbers(headcount=900), at=MORNING)
    before = queries.count(cast.district, queries.period_of(FIRST, LAST, MORNING - HOUR))
    assert before.figures["heard_from"].numerator == 0


def test_every_measure_of_the_policy_is_counted() -> None:
    assert set(MEASURES) == set(policy.MEASURES)


def test_baseline_questions_are_ten_and_unknown_is_no_no(cast: Cast) -> None:
    asked = {question.code: yes for question, yes in counts(cast.district).baseline()}
    assert len(asked) == 10
    assert asked["visits"] is None
    assert asked["contact_elsewhere"] is False


# --- whose sheet ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["3", "巴南区总工会", "巴南", "bananquzonggonghui", "bnqzgh"])
def test_a_body_is_found_by_number_name_and_sound(cast: Cast, typed: str) -> None:
    assert queries.appraised_body(EVERYTHING, typed) == cast.district


def test_enterprise_unions_are_not_appraised(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"appraisal\.body"):
        queries.appraised_body(EVERYTHING, str(cast.plant_union.number))


def test_a_body_sees_its_own_sheet_and_none_above_or_beside(cast: Cast) -> None:
    row = opened(cast)
    for who in ("officer of township", "officer of district", "auditor of district", "officer of city"):
        assert sheets.appraisal(scope(cast, who), row.number) == row
    for who in ("officer of next district", "officer of group", "delegate of plant", "administrator of district"):
        with pytest.raises(Problem, match="not_found"):
            sheets.appraisal(scope(cast, who), row.number)


# --- judging ----------------------------------------------------------------------------------------------


def seen(cast: Cast, row: Appraisal, who: str) -> list[str]:
    sheet = sheets.sheet(scope(cast, who), row, cast.person(who).pk, LATER)
    return [one.mark for one in sheet.parts[0].judgements]


def test_nobody_reads_a_judgement_before_giving_their_own(cast: Cast) -> None:
    row = opened(cast)
    judge(cast, row, "officer of city", "shown")
    assert seen(cast, row, "officer of city") == ["shown"]
    assert seen(cast, row, "officer of district") == []
    assert seen(cast, row, "officer of township") == []
    judge(cast, row, "officer of district", "not_shown")
    assert seen(cast, row, "officer of district") == ["shown", "not_shown"]
    assert seen(cast, row, "officer of township") == []
    judge(cast, row, "officer of city", joint=True)
    assert seen(cast, row, "officer of township") == ["shown", "not_shown"]
    assert sheets.sheet(scope(cast, "officer of township"), row, None, LATER).parts[0].disputed


def test_a_joint_judgement_takes_two_who_judged_first(cast: Cast) -> None:
    row = opened(cast)
    judge(cast, row, "officer of city")
    with pytest.raises(Problem, match="two_first"):
        judge(cast, row, "officer of city", joint=True)
    judge(cast, row, "officer of district")
    with pytest.raises(Problem, match="reviewers_only"):
        judge(cast, row, "auditor of district", joint=True)
    judge(cast, row, "officer of district", joint=True)
    with pytest.raises(Problem, match=r"appraisal\.judged"):
        judge(cast, row, "officer of city", joint=True)


def test_nobody_judges_their_own_body_or_twice(cast: Cast) -> None:
    row = opened(cast)
    with pytest.raises(Problem, match=r"appraisal\.own"):
        judge(cast, row, "officer of township")
    judge(cast, row, "officer of city")
    with pytest.raises(Problem, match=r"appraisal\.judged"):
        judge(cast, row, "officer of city")


# --- closing ----------------------------------------------------------------------------------------------


def test_a_closed_sheet_keeps_its_figures(cast: Cast) -> None:
    row = opened(cast)
    with pytest.raises(Problem, match="joint_first"):
        actions.close(row, **by(cast, "officer of city"))
    judge(cast, row, "officer of city")
    judge(cast, row, "officer of district")
    judge(cast, row, "officer of city", joint=True)
    actions.close(row, **by(cast, "officer of city"))
    file(cast.plant, Numbers(headcount=900))
    row.refresh_from_db()
    kept = sheets.counts_of(row, LATER + HOUR)
    assert kept.figures["heard_from"].numerator == 0
    assert counts(cast.township).figures["heard_from"].numerator == 1
    assert kept.cut_off == LATER
    actions.reply(row, "情况属实，已整改", **by(cast, "officer of township"))
    with pytest.raises(Problem, match=r"appraisal\.closed"):
        judge(cast, row, "auditor of district")
    assert sheets.spoken(row)["replies"][0]["text"] == "情况属实，已整改"


# --- the command ------------------------------------------------------------------------------------------


def test_the_command_gives_parts_and_no_score(cast: Cast) -> None:
    file(cast.plant, Numbers(headcount=900))
    asked = ["bnqzgh", "--from", f"{FIRST}", "--to", f"{LAST}", "--json"]
    result = CliRunner().invoke(appraise, asked)
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert [one["nature"] for one in found["natures"]] == ["political", "advanced", "masses"]
    heard = next(one for one in found["natures"][2]["indicators"] if one["code"] == "heard_from")
    assert (heard["numerator"], heard["denominator"], heard["value"]) == (1, 2, 0.5)
    assert heard["low"] < 0.5 < heard["high"]
    assert "score" not in result.output
    shown = CliRunner().invoke(appraise, asked[:-1])
    assert shown.exit_code == 0, shown.output


# --- the policy -------------------------------------------------------------------------------------------


def test_a_fault_in_the_definitions_names_line_and_key() -> None:
    text = (SHIPPED / policy.APPRAISAL).read_text(encoding="utf-8").replace('measure = "visited"', 'measure = "seen"')
    line = text.splitlines().index('measure = "seen"') + 1
    with pytest.raises(PolicyError) as caught:
        policy.parse(text, source="own.toml")
    assert (caught.value.line, caught.value.key) == (line, "visited.measure")


def test_a_federations_own_definitions_stand_in_place_of_the_shipped_ones(cast: Cast, tmp_path: Path) -> None:
    text = (SHIPPED / policy.APPRAISAL).read_text(encoding="utf-8")
    (tmp_path / policy.APPRAISAL).write_text(text.replace("small = 20", "small = 2"), encoding="utf-8")
    with override_settings(POLICY=tmp_path):
        assert not counts(cast.district).figures["heard_from"].small
        assert counts(cast.district).version != policy.parse(text, source="").version


def test_a_period_has_an_end(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"appraisal\.period"):
        queries.period_of(LAST, FIRST, LATER)
    with pytest.raises(Problem, match="too_long"):
        queries.period_of(date(2000, 1, 1), LAST, LATER)

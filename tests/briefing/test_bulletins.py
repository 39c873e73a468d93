"""The bulletin: sentences that fit their numbers, figures that stay, a text that an officer edits before it goes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from qianshao.briefing.bulletins import actions, gathering, queries
from qianshao.briefing.bulletins.commands import bulletin as bulletin_command
from qianshao.briefing.bulletins.rules import chinese, english
from qianshao.briefing.bulletins.rules.figures import (
    DENOMINATORS,
    NAMES,
    Figure,
    Figures,
    differing,
    frozen,
    without_marks,
)
from qianshao.briefing.models import Bulletin
from qianshao.briefing.rolls import actions as rolls
from qianshao.config.work import HANDLERS
from qianshao.core import clock, events
from qianshao.core.actor import system
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from qianshao.intake.rules.daily import Numbers
from qianshao.notices.models import Notice
from tests.cast import DAY, MORNING, Cast, scope

SAID: dict[str, Any] = {"actor": system("test"), "via": "shell"}
AFTER = datetime(2022, 2, 8, 2, 5, tzinfo=UTC)
NOON = AFTER + timedelta(hours=2)
OFFICER = "officer of district"
ZERO = dict.fromkeys(NAMES, 0)


def told(write: Any, period: str = "day", before: dict[str, int] | None = None, **values: int) -> str:
    then = before or {}
    rows = [Figure(name, value, then.get(name)) for name, value in {**ZERO, **values}.items()]
    return "\n".join(f"{heading}: {text}" for heading, text in write(Figures(rows), period, "10:00"))


def english_of(**values: Any) -> str:
    return without_marks(told(english.write, **values))


def chinese_of(**values: Any) -> str:
    return without_marks(told(chinese.write, **values))


# --- grammar ----------------------------------------------------------------------------------------------


def test_none_one_and_many() -> None:
    assert english_of() == ""
    assert "None of the 2 workplaces had reported by 10:00." in english_of(workplaces=2)
    assert "All 2 workplaces had reported by 10:00. No report says" in english_of(workplaces=2, answered=2)
    one = english_of(workplaces=3, answered=2, silent=1, opened=1, serious=1, open=1, overdue=1)
    assert "By 10:00, 2 of 3 workplaces had reported, 66 per cent." in one
    assert "1 workplace was silent." in one and "1 case was opened; 1 of them is serious." in one
    many = english_of(workplaces=1200, answered=1000, silent=200, opened=4, open=3)
    assert "200 workplaces were silent." in many and "4 cases were opened." in many
    assert "3 cases are open, none past its deadline." in many
    assert "1,200" in many


def test_growth_and_what_is_the_same() -> None:
    before = {"workplaces": 100, "answered": 89, "silent": 11}
    assert "90 per cent, 1 point more than on the day before." in english_of(
        workplaces=100, answered=90, silent=10, before=before
    )
    assert "(1 fewer than on the day before)" in english_of(workplaces=100, answered=90, silent=10, before=before)
    assert "比前一日上升1个百分点" in chinese_of(workplaces=100, answered=90, silent=10, before=before)
    assert "（与前一日相同）" in chinese_of(workplaces=100, answered=89, silent=11, before=before)
    assert "（前一日为零）" in chinese_of(opened=2, before={"opened": 0})


def test_no_section_without_something_to_say() -> None:
    assert chinese_of(inspected=1, failed=1) == "复工与检查: 开展现场检查1次，发现问题。"
    assert "it found something amiss" in english_of(inspected=1, failed=1)
    assert english_of(kept=1, broken=2) == "Undertakings: Of what was due 1 was kept and 2 were broken."


values = some.lists(some.integers(0, 40), min_size=len(NAMES), max_size=len(NAMES))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(values, some.booleans(), some.sampled_from(["day", "week"]))
def test_every_number_in_the_text_is_that_of_its_figure(counts: list[int], known: bool, period: str) -> None:
    found = dict(zip(NAMES, counts, strict=True))
    for part, whole in DENOMINATORS.items():
        found[part] = min(found[part], found[whole])
    figures = Figures(Figure(name, value, value // 2 if known else None) for name, value in found.items())
    for write in (english.write, chinese.write):
        text = "\n".join(paragraph for _, paragraph in write(figures, period, "10:00"))
        assert differing(text, figures) == []
        assert {int(mark) for mark in re.findall(r"\[(\d+)\]", text)} <= {
            figure.mark for figure in figures.rows.values() if figure.value
        }
        assert not re.search(r"\b1 (?:workplaces|cases|reports|visits|letters)\b", without_marks(text))
    assert frozen(figures.as_rows()).rows == figures.rows


# --- from the records -------------------------------------------------------------------------------------


@pytest.fixture
def draft(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Bulletin:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    numbers = Numbers(headcount=100, fever=2, confirmed=0)
    intake.file_daily_report(intake.Submission(cast.shop, DAY, "union", numbers, "web"), at=MORNING, **SAID)
    rolls.sweep(AFTER)
    while events.work_one(HANDLERS):
        pass
    return actions.draft(cast.district, "day", DAY, at=NOON, **SAID)


def test_the_figures_are_frozen_with_it(cast: Cast, draft: Bulletin) -> None:
    figures = frozen(draft.figures)
    assert (figures.value("workplaces"), figures.value("answered"), figures.value("silent")) == (2, 1, 1)
    assert (figures.value("wrong"), figures.value("opened"), figures.value("open")) == (1, 1, 1)
    assert figures["answered"].before is None, "a day before the first report is not a day of zeros"
    assert draft.cut_off == NOON and draft.to == cast.city
    numbers = Numbers(headcount=900, fever=0, confirmed=0)
    intake.file_daily_report(intake.Submission(cast.plant, DAY, "union", numbers, "web"), at=NOON, **SAID)
    edited = {language: text + "\n\n另：班车已分批。" for language, text in draft.texts.items()}
    actions.edit(draft, edited, seen=1, at=NOON, **SAID)
    again = actions.draft(cast.district, "day", DAY, at=NOON + timedelta(hours=1), **SAID)
    assert again.pk == draft.pk and again.figures == draft.figures, "nobody's edit is written over"


def test_a_number_that_is_not_the_figure_s_is_refused(draft: Bulletin) -> None:
    wrong = {language: text.replace("1[2]", "2[2]") for language, text in draft.texts.items()}
    assert wrong != draft.texts
    with pytest.raises(Problem, match=r"bulletin\.figure"):
        actions.edit(draft, wrong, seen=1, at=NOON, **SAID)
    with pytest.raises(Problem, match=r"bulletin\.empty"):
        actions.edit(draft, {"zh-hans": "只有中文"}, seen=1, at=NOON, **SAID)


def test_it_goes_once_and_only_then_is_seen_above(cast: Cast, draft: Bulletin) -> None:
    assert not queries.bulletins(scope(cast, "officer of city")).exists()
    actions.send(draft, seen=1, at=NOON, **SAID)
    assert queries.bulletins(scope(cast, "officer of city")).get() == draft
    assert not queries.bulletins(scope(cast, "officer of next district")).exists()
    assert {row.body for row in Notice.objects.filter(kind="bulletin")} == {cast.city}
    for deed in (
        lambda: actions.send(draft, seen=2, at=NOON, **SAID),
        lambda: actions.edit(draft, draft.texts, seen=2, at=NOON, **SAID),
    ):
        with pytest.raises(Problem, match=r"bulletin\.sent"):
            deed()


def test_two_who_edit_at_once_lose_nothing(draft: Bulletin) -> None:
    actions.edit(draft, draft.texts | {"en": "Mine."}, seen=1, at=NOON, **SAID)
    with pytest.raises(Problem, match=r"meeting\.changed"):
        actions.edit(draft, draft.texts | {"en": "Theirs."}, seen=1, at=NOON, **SAID)
    draft.refresh_from_db()
    assert draft.texts["en"] == "Mine."


def test_a_week_adds_up_its_days(cast: Cast, draft: Bulletin) -> None:
    rolls.sweep(AFTER + timedelta(days=2))
    last = DAY + timedelta(days=2)
    week = gathering.figures(cast.district, "week", last, AFTER + timedelta(days=2))
    assert (week.value("workplaces"), week.value("answered"), week.value("silent")) == (6, 1, 5)
    with pytest.raises(Problem, match=r"bulletin\.future"):
        actions.compose(cast.district, "day", DAY + timedelta(days=9), at=NOON)


def test_the_pages(cast: Cast, draft: Bulletin, as_person: Callable[[str], Client]) -> None:
    client = as_person(OFFICER)
    answer = client.post("/bulletins/draft/", {"period": "day", "day": "2022-02-08"})
    address = answer.headers["Location"]
    page = client.get(address).content.decode()
    assert '<a href="#figure-2">2</a>' in page and "data-unsaved" in page
    typed = {"seen": "1", "zh-hans": draft.texts["zh-hans"], "en": "Edited <b>."}
    assert client.post(f"{address}edit/", typed).status_code == 302
    assert client.post(f"{address}edit/", typed | {"en": "Other."}).status_code == 409
    assert "Edited &lt;b&gt;" in client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert client.post(f"{address}edit/", typed | {"seen": "2", "send": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.sent_at and draft.docx and draft.pdf
    assert "data-unsaved" not in client.get(address).content.decode()
    assert "/bulletins/" in client.get("/bulletins/").content.decode()
    answer = client.get(f"{address}bulletin.docx", headers={"Accept-Language": "zh-hans"})
    text = "\n".join(line.text for line in Document(BytesIO(answer.content)).paragraphs)
    assert "[2]" not in text and "报告情况" in text and cast.city.name in text
    assert client.get(f"{address}bulletin.pdf").content.startswith(b"%PDF-")


def test_the_command(cast: Cast, draft: Bulletin) -> None:
    answer = CliRunner().invoke(bulletin_command, ["--territory", "500113", "--day", "2022-02-08", "--json"])
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.output)
    assert {row["name"]: row["value"] for row in said["figures"]}["answered"] == 1
    week = CliRunner().invoke(bulletin_command, ["--territory", "500113", "--week", "2022-W06"])
    assert week.exit_code == 0 and "2022-02-07" in week.output

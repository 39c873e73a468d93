"""What the board says is what the reports say, for everybody as far as they see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from qianshao.briefing import queries
from qianshao.casework import actions as casework
from qianshao.casework.models import Case
from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import person, system
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.intake.actions import Submission, file_daily_report, report_danger
from qianshao.intake.models import Source
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING
from tests.cast import DAY, MORNING, Cast, scope


def report(place: Workplace, *, day: date = DAY, source: str = Source.UNION, fever: int = 0) -> None:
    submission = Submission(place, day, source, Numbers(headcount=100, fever=fever), "demo")
    file_daily_report(submission, actor=system("test"), via="demo", at=MORNING)


def board(cast: Cast, who: str, code: str = "500113") -> queries.Board:
    return queries.board(scope(cast, who), code, day=DAY, at=MORNING)


def test_a_district_by_township(cast: Cast) -> None:
    report(cast.plant, fever=2)
    shown = board(cast, "officer of district")
    assert [(line.name, line.workplaces, line.reported, line.wrong, line.silent) for line in shown.lines] == [
        ("鱼洞街道", 1, 0, 0, 1),
        ("麻柳嘴镇", 1, 1, 1, 0),
    ]
    assert (shown.total.workplaces, shown.total.reported, shown.total.share) == (2, 1, 50)


def test_a_closed_workplace_is_not_awaited_but_was_before_it_closed(cast: Cast) -> None:
    assert cast.closed not in queries.silent(scope(cast, "officer of district"), "500113", day=DAY)
    assert cast.closed in queries.silent(scope(cast, "officer of district"), "500113", day=date(2021, 12, 1))


def test_a_correction_counts_once_and_takes_the_danger_back(cast: Cast) -> None:
    report(cast.plant, fever=2)
    report(cast.plant, fever=0)
    total = board(cast, "officer of district").total
    assert (total.reported, total.wrong) == (1, 0)


def test_the_employers_report_does_not_stand_for_the_unions(cast: Cast) -> None:
    report(cast.plant, source=Source.EMPLOYER)
    assert board(cast, "officer of district").total.reported == 0
    assert cast.plant in queries.silent(scope(cast, "officer of district"), "500113", day=DAY)


@pytest.mark.parametrize("who", ["officer of district", "officer of group"])
def test_who_was_called_is_off_the_list_and_stays_unreported(cast: Cast, who: str) -> None:
    """Until the union itself reports, which then counts."""
    report(cast.plant, source=Source.FEDERATION)
    report(cast.plant, source=Source.FEDERATION, fever=1)
    total = board(cast, who).total
    assert (total.reported, total.heard, total.silent) == (0, 1, total.workplaces - 1)
    assert cast.plant not in queries.silent(scope(cast, who), "500113", day=DAY)
    report(cast.plant)
    total = board(cast, who).total
    assert (total.reported, total.heard, total.silent) == (1, 0, total.workplaces - 1)


@pytest.mark.parametrize("who", ["officer of district", "officer of group", "officer of township", "officer of city"])
def test_tallies_and_counts_agree(cast: Cast, who: str) -> None:
    """The two ways to the same numbers: rows of the board, and counting what one sees."""
    report(cast.plant, fever=1)
    report(cast.shop)
    seen, day = scope(cast, who), DAY
    counted = queries._own_tallies(seen, "500113", day)
    visible = [place for place in (cast.plant, cast.shop) if place in queries._at_work(seen, "500113", day)]
    assert counted[0].total() == len(visible)
    if seen.covers_territory("500113"):
        assert queries._tallies("500113", day) == counted


def test_a_group_union_sees_its_own_workplaces_only(cast: Cast) -> None:
    report(cast.plant)
    report(cast.shop)
    shown = board(cast, "officer of group", "")
    assert (shown.total.workplaces, shown.total.reported) == (1, 1)
    assert [line.code for line in shown.lines] == ["50"]


def test_another_district_sees_nothing_of_it(cast: Cast) -> None:
    report(cast.plant, fever=1)
    shown = board(cast, "officer of next district")
    assert shown.lines == []
    assert not queries.silent(scope(cast, "officer of next district"), "500113", day=DAY).exists()
    assert not queries.reported(scope(cast, "officer of next district"), "500113", day=DAY).exists()
    assert not queries.wrong(scope(cast, "officer of next district"), "500113", day=DAY).exists()
    assert not queries.statements(scope(cast, "officer of next district"), [cast.plant], day=DAY)


def test_the_lists_show_what_counts_of_each_source(cast: Cast) -> None:
    report(cast.plant, fever=2)
    report(cast.plant, fever=0)
    report(cast.plant, source=Source.EMPLOYER, fever=1)
    report(cast.shop)
    seen = scope(cast, "officer of district")
    assert list(queries.reported(seen, "500113", day=DAY)) == [cast.plant, cast.shop]
    assert list(queries.wrong(seen, "500113", day=DAY)) == [cast.plant]
    told = queries.statements(seen, [cast.plant, cast.shop], day=DAY)
    assert [(one.workplace, one.source, one.revision) for one in told] == [
        (cast.plant, "union", 2),
        (cast.plant, "employer", 1),
        (cast.shop, "union", 1),
    ]


def test_a_page_more_than_there_are_is_empty_and_leads_back(cast: Cast) -> None:
    rows = queries.silent(scope(cast, "officer of city"), "500113", day=DAY)
    first, second = page_of(rows, "1", size=1), page_of(rows, "2", size=1)
    assert (first.object_list, first.has_next, first.has_previous) == ([cast.plant], True, False)
    assert (second.object_list, second.has_next, second.has_previous) == ([cast.shop], False, True)
    assert page_of(rows, "3", size=1).object_list == []
    assert page_of(rows, "x", size=1).number == page_of(rows, "-1", size=1).number == 1


def test_open_and_overdue_cases_stand_beside_the_counts(cast: Cast) -> None:
    report_danger(workplace=cast.plant, category="crowding", text="", day=DAY, channel="web", via="web", at=MORNING)
    while events.work_one(HANDLERS):
        pass
    line = next(one for one in board(cast, "officer of district").lines if one.code == "500113111")
    assert (line.open_cases, line.overdue) == (1, 0)
    later = queries.board(EVERYTHING, "500113", day=DAY, at=MORNING + timedelta(days=3))
    assert later.total.overdue == 1
    casework.sweep(MORNING + timedelta(days=3))
    again = queries.board(EVERYTHING, "500113", day=DAY, at=MORNING + timedelta(days=3))
    assert again.total.overdue == 0


def test_what_was_put_to_the_vote_stands_on_the_board_until_it_is_lifted(cast: Cast, client: Client) -> None:
    """One that nobody has approved is nobody's business yet."""
    said = {"actor": system("test"), "via": "shell", "at": MORNING}
    report_danger(workplace=cast.plant, category="crowding", text="", day=DAY, channel="web", via="web", at=MORNING)
    while events.work_one(HANDLERS):
        pass
    row = casework.propose(Case.objects.select_related("owner", "policy").get(), "hold_restart", "宿舍拥挤", **said)  # type: ignore[arg-type]
    district = scope(cast, "officer of district")

    def counted() -> list[int]:
        board = queries.board(district, "500113", day=DAY, at=MORNING)
        assert board.total.proposals == sum(line.proposals for line in board.lines)
        return [line.proposals for line in board.lines if line.code == "500113111"]

    assert counted() == [0]
    for verdict, count in (("put", 1), ("accepted", 1), ("lifted", 0)):
        approver = person(cast.person("officer of district").pk)
        casework.decide_proposal(row, verdict, "同意", actor=approver, via="web", at=MORNING)
        assert counted() == [count], verdict
        assert len(queries.proposals(district, "500113")) == count
        client.force_login(cast.person("officer of district"), backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/board/500113/").content.decode()
        assert ('id="proposals"' in page) == bool(count)
    assert not queries.proposals(scope(cast, "officer of next district"), "")


def test_the_silent_are_listed_largest_first(cast: Cast) -> None:
    listed = list(queries.silent(scope(cast, "officer of city"), "500113", day=DAY))
    assert listed == [cast.plant, cast.shop]


def test_an_unknown_division_is_said(cast: Cast) -> None:
    with pytest.raises(Problem, match="not_found"):
        board(cast, "officer of city", "999999")

"""What is written, exactly once, and counted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.core.actor import Actor, person
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.intake.actions import Filed, Submission, file_daily_report, file_daily_reports, give_link, report_danger
from qianshao.intake.models import DailyReport, DayTally, Observation, RepeatedKey, ReportLink, Source
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from tests.cast import DAY, MORNING, Cast

WELL = Numbers(headcount=100, fever=0, confirmed=0)
WRONG = Numbers(headcount=100, fever=2)
NIGHT_BEFORE = DAY - timedelta(days=1)
DELEGATE = person(1)


def submission(
    place: Workplace, numbers: Numbers = WELL, *, day: date = DAY, key: str | None = None, source: str = Source.UNION
) -> Submission:
    return Submission(workplace=place, day=day, source=source, numbers=numbers, channel="web", key=key)


def file(*args: Workplace | Numbers, **more: object) -> Filed:
    return file_daily_report(submission(*args, **more), actor=DELEGATE, via="web", at=MORNING)  # type: ignore[arg-type]


def work() -> Counter[str]:
    """How many times each report waits for a person."""
    rows = Event.objects.filter(action="report.needs_person", needs_work=True, subject_type="daily_report")
    return Counter(rows.values_list("subject_id", flat=True))


def test_a_report_is_there_with_its_trail(cast: Cast) -> None:
    filed = file(cast.shop)
    report = DailyReport.objects.get()
    assert (filed.repeated, filed.report.pk, report.revision, report.all_clear) == (False, report.pk, 1, True)
    assert (report.township_code, report.headcount, report.fever, report.masks_in_stock) == ("500113004", 100, 0, None)
    (event,) = Event.objects.all()
    assert (event.action, event.actor, event.data["reports"]) == ("reports.filed", "person:1", 1)


def test_what_is_wrong_waits_for_a_person_once(cast: Cast) -> None:
    report = file(cast.shop, WRONG, key="a").report
    assert report.dangers == ["symptomatic_at_work"]
    file(cast.shop, WRONG, key="a")
    file(cast.shop, WRONG)
    assert work() == {str(report.pk): 1}


def test_a_correction_is_the_next_revision(cast: Cast) -> None:
    first, second = file(cast.shop, WRONG).report, file(cast.shop, WELL).report
    assert (first.revision, second.revision) == (1, 2)
    first.refresh_from_db()
    assert first.fever == 2
    assert DayTally.objects.values_list("reported", "wrong").get() == (1, 0)


def test_a_key_gets_the_same_answer(cast: Cast) -> None:
    first = file(cast.shop, key="a")
    again = file(cast.shop, key="a")
    assert again.repeated and again.report.pk == first.report.pk
    assert DailyReport.objects.count() == 1


@pytest.mark.parametrize("other", ["numbers", "day", "workplace", "source"])
def test_a_key_with_other_content_is_refused(cast: Cast, other: str) -> None:
    file(cast.shop, key="a")
    changed = {
        "numbers": submission(cast.shop, WRONG, key="a"),
        "day": submission(cast.shop, day=NIGHT_BEFORE, key="a"),
        "workplace": submission(cast.plant, key="a"),
        "source": submission(cast.shop, source=Source.FEDERATION, key="a"),
    }[other]
    with pytest.raises(Problem) as caught:
        file_daily_report(changed, actor=DELEGATE, via="web", at=MORNING)
    assert (caught.value.code, caught.value.status) == ("report.key_reused", 409)
    assert DailyReport.objects.count() == 1


def test_an_old_key_does_not_undo_a_correction(cast: Cast) -> None:
    """The answer to the second sending was lost; it is sent once more after the report was corrected."""
    file(cast.shop, WELL, key="first")
    file(cast.shop, WELL, key="second")
    correction = file(cast.shop, WRONG, key="third").report
    again = file(cast.shop, WELL, key="second")
    assert again.repeated and again.report.revision == 1
    assert DailyReport.objects.order_by("-revision").first() == correction
    with pytest.raises(Problem):
        file(cast.shop, WRONG, key="second")


def test_a_closed_workplace_is_refused_from_the_day_it_closed(cast: Cast) -> None:
    with pytest.raises(Problem) as caught:
        file(cast.closed)
    assert (caught.value.code, caught.value.field) == ("workplace.closed", "workplace")
    assert not file(cast.closed, day=date(2021, 12, 30)).repeated


def test_one_refused_report_does_not_touch_the_others(cast: Cast) -> None:
    batch = [submission(cast.shop), submission(cast.closed), submission(cast.plant, WRONG)]
    well, refused, wrong = file_daily_reports(batch, actor=DELEGATE, via="api", at=MORNING)
    assert isinstance(well, Filed) and isinstance(refused, Problem) and isinstance(wrong, Filed)
    assert DailyReport.objects.count() == 2
    batch_row = Event.objects.get(action="reports.filed")
    assert batch_row.data["reports"] == 2


def test_one_batch_may_hold_revisions_and_keys_twice(cast: Cast) -> None:
    batch = [
        submission(cast.shop, WELL, key="a"),
        submission(cast.shop, WELL, key="a"),
        submission(cast.shop, WELL, key="b"),
        submission(cast.shop, WRONG, key="b"),
        submission(cast.shop, WRONG, key="c"),
    ]
    outcomes = file_daily_reports(batch, actor=DELEGATE, via="api", at=MORNING)
    told = [one.code if isinstance(one, Problem) else one.repeated for one in outcomes]
    assert told == [False, True, True, "report.key_reused", False]
    assert list(DailyReport.objects.values_list("revision", flat=True).order_by("revision")) == [1, 2]


def test_a_moved_workplace_is_counted_where_it_is_now(cast: Cast) -> None:
    file(cast.shop, WRONG)
    cast.shop.township_code = cast.plant.township_code
    file(cast.shop, WELL)
    rows = dict(DayTally.objects.values_list("township_code", "reported"))
    assert rows == {"500113004": 0, "500113111": 1}


# --- whatever order things come in ------------------------------------------------------------------------

Step = tuple[int, date, str, Numbers, str | None]
steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([DAY, NIGHT_BEFORE]),
        st.sampled_from(Source.values),
        st.sampled_from([WELL, WRONG, Numbers(headcount=100, confirmed=1), Numbers(headcount=99, fever=0)]),
        st.none() | st.sampled_from("abc"),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(steps, max_size=4))
def test_tallies_and_work_agree_with_a_recount(cast: Cast, batches: list[list[Step]]) -> None:
    DayTally.objects.all().delete()
    Event.objects.all().delete()
    RepeatedKey.objects.all().delete()
    DailyReport.objects.all().delete()
    places = [cast.plant, cast.shop, cast.closed]
    for batch in batches:
        sent = [
            submission(places[place], numbers, day=day, key=key, source=source)
            for place, day, source, numbers, key in batch
        ]
        outcomes = file_daily_reports(sent, actor=DELEGATE, via="api", at=MORNING)
        for one, outcome in zip(sent, outcomes, strict=True):
            if isinstance(outcome, Filed):
                stored = DailyReport.objects.get(pk=outcome.report.pk)
                assert stored.content_hash == one.numbers.content_hash()
    assert _tallies() == _recount()
    not_clear = DailyReport.objects.filter(all_clear=False).values_list("pk", flat=True)
    assert work() == Counter(str(pk) for pk in not_clear)


def _tallies() -> dict[tuple[date, str], tuple[int, int]]:
    rows = DayTally.objects.exclude(reported=0, wrong=0)
    return {(row.day, row.township_code): (row.reported, row.wrong) for row in rows}


def _recount() -> dict[tuple[date, str], tuple[int, int]]:
    found: dict[tuple[date, str], tuple[int, int]] = {}
    union = DailyReport.objects.filter(source=Source.UNION)
    for last in union.values("workplace", "day").annotate(newest=Max("revision")):
        report = union.get(workplace=last["workplace"], day=last["day"], revision=last["newest"])
        reported, wrong = found.get((report.day, report.township_code), (0, 0))
        found[report.day, report.township_code] = (reported + 1, wrong + (not report.all_clear))
    return found


# --- dangers and links ------------------------------------------------------------------------------------


def seen(place: Workplace, text: str = "没有口罩", key: str | None = None) -> str:
    return report_danger(
        workplace=place, category="other", text=text, day=DAY, channel="web", via="web", at=MORNING, key=key
    ).receipt


def test_a_danger_waits_for_a_person_and_has_no_sender(cast: Cast) -> None:
    receipt = seen(cast.plant)
    observation = Observation.objects.get()
    assert len(receipt) == 16 and receipt.isdigit()
    assert receipt not in str(Observation.objects.values().get())
    (event,) = Event.objects.all()
    assert (event.actor, event.subject_id, event.needs_work) == ("anonymous", str(observation.pk), True)
    assert "没有口罩" not in str(event.data)


def test_a_danger_sent_twice_is_there_once(cast: Cast) -> None:
    assert seen(cast.plant, key="k" * 20) == seen(cast.plant, key="k" * 20)
    assert Observation.objects.count() == Event.objects.count() == 1
    with pytest.raises(Problem) as caught:
        seen(cast.plant, "别的", key="k" * 20)
    assert caught.value.code == "report.key_reused"


def test_a_danger_at_a_closed_workplace_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem) as caught:
        seen(cast.closed)
    assert caught.value.status == 409


def test_a_new_link_makes_the_old_one_worthless(cast: Cast) -> None:
    officer: Actor = person(2)
    first = give_link(cast.plant, actor=officer, via="web", at=MORNING)
    assert give_link(cast.plant, actor=officer, via="web", at=MORNING) == first
    second = give_link(cast.plant, actor=officer, via="web", at=MORNING, anew=True)
    assert first.token != second.token
    assert ReportLink.objects.get(revoked_at=None) == second
    assert Event.objects.filter(action="link.given").count() == 2

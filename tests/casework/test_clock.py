"""The clock: when a term ends, what an order leaves of it, and what happens after days without anybody looking."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Entry, Step
from qianshao.casework.rules.clock import GRACE, ZONE, due, due_under, with_grace
from qianshao.core.models import Event
from qianshao.policy.calendar import CHINA, Calendar
from qianshao.policy.ladder import Term
from qianshao.registry.models import EmergencyOrder
from tests.casework.scene import HOUR, actor, again, kinds, open_case, turns
from tests.cast import MORNING, Cast

MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2026, 1, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))  # noqa: DTZ001
TERMS = st.one_of(
    st.floats(0.1, 500).map(lambda hours: Term(hours=hours)),
    st.integers(1, 40).map(lambda days: Term(days=days)),
    st.integers(1, 40).map(lambda days: Term(working_days=days)),
)
PERCENT = st.one_of(st.none(), st.integers(10, 100))
CALENDARS = st.sets(st.dates(date(2020, 1, 1), date(2020, 6, 1))).map(
    lambda off: Calendar(lambda day: day not in off and day.weekday() < 6)
)


@given(MOMENTS, MOMENTS, TERMS, PERCENT)
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, term: Term, percent: int | None) -> None:
    first, second = sorted((one, other))
    assert due_under(first, term, CHINA, percent).at <= due_under(second, term, CHINA, percent).at


@given(MOMENTS, TERMS, PERCENT)
def test_a_deadline_lies_ahead_and_an_order_only_shortens_it(start: datetime, term: Term, percent: int | None) -> None:
    found, full = due_under(start, term, CHINA, percent), due(start, term, CHINA)
    assert start < found.at <= full
    assert found.full == (full if found.at < full else None), "a deadline that was shortened says so"
    if percent:
        assert found.at - start >= (full - start) * percent / 100, "never below what the order leaves"


@given(MOMENTS, TERMS, st.integers(10, 100), st.integers(10, 100))
def test_who_is_left_more_is_never_due_earlier(start: datetime, term: Term, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert due_under(start, term, CHINA, less).at <= due_under(start, term, CHINA, more).at


@given(st.dates(date(2020, 1, 1), date(2020, 4, 1)), st.integers(1, 30), CALENDARS)
def test_working_days_are_those_that_one_counts_on_the_fingers(start: date, count: int, calendar: Calendar) -> None:
    """Day by day: the end is the first day by which so many working days have gone by after the start."""
    end = calendar.add_working_days(start, count)
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(map(calendar.is_working_day, days)) == count
    assert calendar.is_working_day(end)


@given(MOMENTS, st.integers(1, 30))
def test_calendar_days_end_at_midnight_and_working_days_never_before_them(start: datetime, count: int) -> None:
    end = due(start, Term(days=count), CHINA)
    assert (end.hour, end.minute) == (0, 0)
    assert end.date() == start.date() + timedelta(days=count + 1)
    assert due(start, Term(working_days=count), CHINA) >= end


@given(MOMENTS, TERMS, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_whoever_gets_a_case_late_has_a_fair_time(received: datetime, term: Term, late: timedelta) -> None:
    due_at = due(received, term, CHINA)
    now = received + late
    fair = with_grace(received, due_at, now)
    assert fair >= due_at, "a date is never moved forward"
    assert fair - now >= min((due_at - received) / 2, GRACE)
    if late <= (due_at - received) / 2:
        assert fair == due_at, "whoever looks in time moves no date"


# --- after days without anybody looking -------------------------------------------------------------------


@pytest.mark.django_db
def test_after_an_outage_the_dates_are_as_they_would_have_been(cast: Cast) -> None:
    """Masks: the group has 2 h, the district 4, the city (a municipality: 24), the nation 48. Nobody looks for 8 h."""
    case = open_case(cast.plant)
    back = MORNING + 8 * HOUR
    assert actions.sweep(back) == 1
    case = again(case)
    assert turns(case) == [("某集团工会", "silent"), ("巴南区总工会", "unreached"), ("重庆市总工会", "")]
    dates = Step.objects.filter(case=case).order_by("position").values_list("received_at", "due_at")
    assert list(dates) == [
        (MORNING, MORNING + 2 * HOUR),
        (MORNING + 2 * HOUR, MORNING + 6 * HOUR),
        (MORNING + 6 * HOUR, MORNING + 30 * HOUR),
    ]
    assert kinds(case) == ["opened", "moved_up", "passed"]
    assert [event.at for event in Event.objects.filter(action="case.moved_up")] == [back, back]
    told = Event.objects.filter(action="case.moved_up").order_by("id").values_list("data__silent", flat=True)
    assert list(told) == [cast.group_union.pk, None], "who could not be told was not silent"
    assert case.moves == 2
    assert actions.sweep(back) == 0


@pytest.mark.django_db
def test_whoever_has_it_when_the_system_is_back_gets_time(cast: Cast) -> None:
    """Ten days later it is with the nation, whose 48 h are over as well: it gets 4 h from now."""
    case = open_case(cast.plant)
    back = MORNING + timedelta(days=10)
    actions.sweep(back)
    case = again(case)
    assert (case.owner, case.deadline) == (cast.national, back + GRACE)
    assert [outcome for _, outcome in turns(case)] == ["silent", "unreached", "unreached", ""]


@pytest.mark.django_db
def test_the_oldest_deadline_moves_first(cast: Cast) -> None:
    first = open_case(cast.shop, "crowding")
    second = open_case(cast.shop, "symptomatic_at_work", at=MORNING + HOUR)
    actions.sweep(MORNING + timedelta(days=1))
    order = Entry.objects.filter(kind="moved_up").order_by("id").values_list("case", flat=True)
    assert list(order) == [second.pk, first.pk], "due after 1 h and after 8"


@pytest.mark.django_db
def test_a_body_that_has_looked_was_not_silent(cast: Cast) -> None:
    case = open_case(cast.plant)
    actions.acknowledge(case, actor=actor(cast), via="web", at=MORNING)
    actions.sweep(MORNING + timedelta(days=10))
    assert turns(again(case))[0] == ("某集团工会", "unfinished")


# --- under an order ---------------------------------------------------------------------------------------


def order(cast: Cast, percent: int | None = None, **more: datetime) -> EmergencyOrder:
    times = {"starts_at": MORNING, "ends_at": MORNING + timedelta(days=3)} | more
    return EmergencyOrder.objects.create(
        body=cast.district, territory_id="500113", reason="test", document="test 1", term_percent=percent, **times
    )


@pytest.mark.django_db
def test_an_order_shortens_the_deadlines_of_its_time_and_says_so(cast: Cast) -> None:
    running = order(cast, 50)
    case = open_case(cast.plant)
    step = Step.objects.get(case=case)
    assert (case.owner, case.deadline) == (cast.district, MORNING + HOUR)
    assert (step.shortened_by, step.full_due_at) == (running, MORNING + 2 * HOUR)
    (city, nation) = queries.ahead_of(case)
    assert (city.body, city.due_at, city.full_due_at) == (cast.city, MORNING + 13 * HOUR, MORNING + 25 * HOUR)
    assert nation.order == running
    actions.sweep(MORNING + 2 * HOUR)
    assert again(case).deadline == MORNING + 13 * HOUR
    elsewhere = open_case(cast.elsewhere)
    assert Step.objects.get(case=elsewhere).shortened_by is None


@pytest.mark.django_db
def test_outside_its_time_an_order_shortens_nothing(cast: Cast) -> None:
    order(cast, 50, ends_at=MORNING + HOUR / 2)
    case = open_case(cast.plant)
    actions.sweep(MORNING + 2 * HOUR)
    assert again(case).deadline == MORNING + HOUR + 24 * HOUR, "when the deadline passed, the order was over"


@pytest.mark.django_db
@pytest.mark.parametrize(("category", "percent", "shortened"), [("crowding", None, True), ("crowding", 100, False)])
def test_where_the_order_does_not_say_the_policy_does(
    cast: Cast, category: str, percent: int | None, shortened: bool
) -> None:
    order(cast, percent)
    step = Step.objects.get(case=open_case(cast.plant, category))
    assert (step.full_due_at is not None) == shortened


@pytest.mark.django_db
def test_where_the_policy_says_so_an_order_changes_no_owner(cast: Cast) -> None:
    """Pay is no matter of the order: it stays with the line."""
    order(cast, 50)
    assert open_case(cast.plant, "sick_or_quarantine_pay").owner == cast.group_union


@pytest.mark.django_db
def test_a_policy_with_calendar_days_and_no_order(cast: Cast) -> None:
    case = open_case(cast.plant, "no_plan_or_training")
    assert case.deadline == datetime(2022, 2, 10, tzinfo=ZONE), "received on the 8th, one day: the 9th ends it"
    assert Case.objects.filter(deadline__lte=MORNING).count() == 0

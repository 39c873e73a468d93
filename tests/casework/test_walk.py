"""Every ladder of the shipped policy, walked to its end by moving the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Entry, Measure, Step
from qianshao.policy import loading
from qianshao.registry.models import Body, BodyKind, EmergencyOrder, Level, Tie, TieKind
from tests.casework.scene import actor, again, open_case, turns
from tests.cast import MORNING, Cast

pytestmark = pytest.mark.django_db
CATEGORIES = sorted(loading.shipped().categories)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["plant", "shop"])
def place(request: pytest.FixtureRequest, cast: Cast) -> str:
    """In a group's line, and in the line of the township."""
    authority = _body(cast, 90, BodyKind.AUTHORITY, "巴南区卫生健康委员会")
    command = _body(cast, 91, BodyKind.COMMAND, "巴南区防控指挥部")
    Tie.objects.create(workplace=cast.plant, body=authority, kind=TieKind.AUTHORITY, source="test")
    assert command.pk
    return str(request.param)


def _body(cast: Cast, number: int, kind: BodyKind, name: str) -> Body:
    return Body.objects.create(
        number=number,
        kind=kind,
        level=Level.DISTRICT,
        name=name,
        path=f"{number:08d}",
        territory=cast.district.territory,
        source="test",
    )


def deadline(case: Case) -> datetime:
    assert case.deadline
    return case.deadline


@pytest.mark.parametrize("category", CATEGORIES)
def test_with_nobody_acting_it_ends_at_the_top_and_each_silence_is_on_record(
    cast: Cast, place: str, category: str
) -> None:
    case = open_case(getattr(cast, place), category)
    foreseen = [case.owner, *(one.body for one in queries.ahead_of(case))]
    dates = [deadline(case), *(one.due_at for one in queries.ahead_of(case))]
    for body, due_at in zip(foreseen, dates, strict=True):
        assert (case.owner, case.deadline) == (body, due_at), "as the page said from the beginning"
        case = _pass(case)
    assert case.owner == foreseen[-1] == cast.national, "the highest keeps it"
    assert case.closed_at is None and deadline(case) > dates[-1]
    named = [body.name for body in foreseen if body]
    assert turns(case) == [*((name, "silent") for name in named), (cast.national.name, "")]
    said = Entry.objects.filter(case=case).order_by("id").values_list("kind", flat=True)
    assert list(said) == ["opened", *["moved_up"] * (len(named) - 1), "reminded"]
    _all_that_the_file_says_was_called_for(case)


def _pass(case: Case) -> Case:
    """Its deadline passes, and nobody looks a second time."""
    at = deadline(case) + SECOND
    assert actions.sweep(at) == 1
    assert actions.sweep(at) == 0
    return again(case)


def _all_that_the_file_says_was_called_for(case: Case) -> None:
    """Also what stands on rungs that nobody fills here; each named authority is found."""
    ladder = loading.shipped().of(case.category).ladder
    wanted = {
        *(("letter", str(one)) for rung in ladder for one in rung.letters),
        *(("referral", str(one)) for rung in ladder for one in rung.refer),
        *(("proposal", str(one)) for rung in ladder for one in rung.propose),
    }
    rows = Measure.objects.filter(case=case)
    assert {(row.kind, row.what) for row in rows} == wanted
    assert wanted, "a ladder that calls for nothing"
    for row in rows:
        assert row.called_at == row.step.received_at and row.body_id == row.step.body_id and row.taken_at is None
        kinds = {"authority": BodyKind.AUTHORITY, "command": BodyKind.COMMAND}
        assert (row.addressee.kind if row.addressee else None) == (kinds.get(row.what))


@pytest.mark.parametrize("category", CATEGORIES)
def test_whoever_acts_gets_the_time_to_follow_up_and_then_it_moves_on(cast: Cast, place: str, category: str) -> None:
    case = open_case(getattr(cast, place), category)
    while case.owner != cast.national:
        owner, at = case.owner, case.steps.order_by("-position")[0].received_at + SECOND
        before = deadline(case)
        actions.act(case, "已联系用人单位", actor=actor(cast), via="web", at=at)
        case = again(case)
        assert deadline(case) >= before
        case = _pass(case)
        assert case.owner != owner
    assert {outcome for _, outcome in turns(case)[:-1]} == {"unfinished"}
    assert not Step.objects.filter(case=case, ended_at__isnull=False, answered_at=None).exists()


@pytest.mark.parametrize("category", CATEGORIES)
def test_at_each_step_its_owner_can_end_it(cast: Cast, place: str, category: str) -> None:
    """Resolved at the first step, at the second, and so on: nothing moves any more."""
    reached = 0
    at = MORNING
    while True:
        case = open_case(getattr(cast, place), category, at=at)
        for _ in range(reached):
            case = _pass(case)
        is_top = case.owner == cast.national
        at = case.steps.order_by("-position")[0].received_at + SECOND
        actions.resolve(case, "已解决", actor=actor(cast), via="web", at=at)
        assert turns(case)[-1][1] == "resolved"
        assert actions.sweep(at + timedelta(days=60)) == 0
        if is_top:
            return
        reached += 1
        at += timedelta(days=1)


def test_under_an_order_what_the_steps_below_call_for_is_not_lost(cast: Cast) -> None:
    EmergencyOrder.objects.create(
        body=cast.district,
        territory_id="500113",
        reason="test",
        document="test 1",
        starts_at=MORNING,
        ends_at=MORNING + timedelta(days=30),
    )
    case = open_case(cast.plant, "crowding")
    assert case.owner == cast.district
    called = Measure.objects.filter(case=case).values_list("what", flat=True)
    assert set(called) == {"reminder", "opinion"}, "that of the group, which is passed over, and its own"

"""What is told to whom beside the turns of cases: supplies, the watch for retaliation, calls, and visits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from pytest_django import Settings

from qianshao.accounts.queries import acting_for
from qianshao.casework import actions as casework
from qianshao.casework.models import Need, Shipment
from qianshao.core.actor import ANONYMOUS
from qianshao.notices import actions, wording
from qianshao.notices.models import Notice
from qianshao.policy import notices as policy
from qianshao.registry.models import Body
from qianshao.resumption import actions as resumption
from qianshao.resumption.models import Initiative, Inspection
from tests.casework.scene import HOUR, actor, again, observation_of, open_case, see, the_case
from tests.cast import DAY, MORNING, Cast
from tests.notices.scene import address_of
from tests.notices.test_delivery import MINUTE, NIGHT, Out
from tests.resumption import test_initiatives as calls
from tests.resumption import visits

pytestmark = pytest.mark.django_db
NEW = policy.KINDS[policy.KINDS.index("need_raised") :]


def told(kind: str, *, still: bool = True) -> set[str]:
    """The bodies, or "p" and the number of a person."""
    rows = Notice.objects.filter(kind=kind, **({"over_at": None} if still else {}))
    return {row.body.name if row.body else f"p{row.person_id}" for row in rows.select_related("body")}


def a_need(cast: Cast) -> Need:
    casework.state_stock(
        cast.district, "masks", 5000, stated_by=cast.district, actor=actor(cast), via="web", at=MORNING
    )
    return casework.raise_need(
        cast.plant,
        "masks",
        500,
        raised_by=cast.township,
        actor=actor(cast, "officer of township"),
        via="web",
        at=MORNING,
    )


def sent(cast: Cast, need: Need) -> Shipment:
    source = cast.district.stocks.get(item="masks")
    return casework.send_supplies(
        need, 500, stock=source, by=cast.district, actor=actor(cast), via="web", at=MORNING + HOUR
    )


# --- supplies ---------------------------------------------------------------------------------------------


def test_who_has_some_hears_of_a_need_and_who_asked_does_not(cast: Cast) -> None:
    casework.state_stock(
        cast.next_district, "masks", 5000, stated_by=cast.next_district, actor=actor(cast), via="web", at=MORNING
    )
    a_need(cast)
    assert told("need_raised") == {cast.district.name}, "the next district does not see the workplace"


def test_a_need_of_a_case_is_told_as_well_without_its_number(cast: Cast) -> None:
    a_need(cast)
    Need.objects.all().delete()
    Notice.objects.all().delete()
    open_case(cast.plant)
    row = Notice.objects.get(kind="need_raised")
    assert (row.body, row.number, row.category) == (cast.district, "", "")


def test_who_asked_hears_that_a_need_is_late_once(cast: Cast) -> None:
    need = a_need(cast)
    late = need.due_at + timedelta(minutes=1)
    assert (casework.sweep_needs(late), casework.sweep_needs(late)) == (1, 0)
    need.refresh_from_db()
    assert need.case and need.case.owner
    assert told("need_late") == {cast.township.name, need.case.owner.name}
    assert Notice.objects.filter(kind="need_late").count() == 2


def test_the_delegates_hear_that_something_is_on_its_way(cast: Cast) -> None:
    sent(cast, a_need(cast))
    assert told("shipment_sent") == {cast.plant_union.name}
    acting = acting_for([cast.plant_union.pk], MORNING)
    assert acting == {cast.plant_union.pk: [cast.person("delegate of plant").pk]}


def test_whether_a_case_stands_behind_supplies_is_not_told_to_the_delegates(cast: Cast) -> None:
    def row_for_delegates() -> tuple[object, ...]:
        fields = ("severity", "category", "number", "due_at", "path", "place", "subject_type")
        return tuple(Notice.objects.filter(kind="shipment_sent").values_list(*fields).latest("id"))

    need = a_need(cast)
    sent(cast, need)
    plain = row_for_delegates()
    casework.withdraw_need(need, "错了", by=cast.township, actor=actor(cast), via="web", at=MORNING + HOUR)
    open_case(cast.plant)
    need = Need.objects.get(state="open")
    sent(cast, need)
    assert row_for_delegates() == plain


def test_who_asked_hears_that_supplies_got_lost(cast: Cast) -> None:
    row = sent(cast, a_need(cast))
    casework.give_up(row, "路上丢了", by=cast.district, actor=actor(cast), via="web", at=MORNING + 2 * HOUR)
    assert told("shipment_lost") == {cast.township.name}


def test_who_sent_hears_that_it_is_there_and_nobody_else_has_to_do_anything(cast: Cast) -> None:
    reported = see(cast.plant, "other", at=MORNING)
    need = a_need(cast)
    row = sent(cast, need)
    delegate = actor(cast, "delegate of plant")
    casework.say_as_delegate(row, True, actor=delegate, via="web", at=MORNING + 2 * HOUR)
    seen = observation_of(reported)
    casework.say_by_receipt(row, seen, True, actor=ANONYMOUS, via="web", at=MORNING + 3 * HOUR)
    need.refresh_from_db()
    assert need.state == "met"
    assert told("need_met") == {cast.district.name}
    assert not told("need_raised") and not told("shipment_sent")


# --- the watch for retaliation ------------------------------------------------------------------------------


def test_the_officers_are_told_what_to_find_out_and_the_enterprise_never(cast: Cast) -> None:
    case = open_case(cast.plant, "crowding")
    casework.sweep_watch(MORNING + timedelta(days=7))
    owner = again(case).owner
    assert owner and told("watch_asked") == {owner.name}
    casework.sweep_watch(MORNING + timedelta(days=22))
    assert told("watch_unanswered") == {owner.name}
    assert not Notice.objects.filter(body__in=[cast.plant_union, cast.shop_union]).exists()
    assert Notice.objects.filter(kind__startswith="watch").count() == 2


def test_whoever_a_case_goes_to_because_the_local_level_is_passed_over_hears_of_it(cast: Cast) -> None:
    from qianshao.intake import actions as intake
    from tests.casework.scene import work

    first = open_case(cast.plant, "crowding").owner
    intake.report_danger(
        workplace=cast.plant,
        category="crowding",
        text="x",
        day=DAY,
        channel="web",
        via="web",
        at=MORNING + HOUR,
        pass_over=True,
    )
    work()
    then = the_case(cast.plant, "crowding").owner
    assert first and then and then != first
    assert told("arrived") == {then.name}


# --- calls ------------------------------------------------------------------------------------------------


def a_call(cast: Cast) -> Initiative:
    return calls.sent(cast)


def test_the_unions_that_a_call_addresses_are_told(cast: Cast) -> None:
    a_call(cast)
    assert told("initiative_sent") == {cast.plant_union.name, cast.shop_union.name}


def test_who_has_acknowledged_a_call_is_reminded_of_nothing(cast: Cast) -> None:
    row = a_call(cast)
    resumption.acknowledge(row, cast.plant, **calls.common(cast, "delegate of plant"))
    assert told("initiative_sent") == {cast.shop_union.name}
    resumption.remind(row, **calls.common(cast, at=MORNING + HOUR))
    assert told("initiative_reminded") == {cast.shop_union.name}
    resumption.withdraw(row, **calls.common(cast, at=MORNING + 2 * HOUR))
    assert not told("initiative_sent") | told("initiative_reminded")


def test_the_clock_reminds_of_a_call_once(cast: Cast) -> None:
    row = a_call(cast)
    near = row.due_at - HOUR
    assert (resumption.sweep_initiatives(near), resumption.sweep_initiatives(near)) == (1, 0)
    assert told("initiative_reminded") == {cast.plant_union.name, cast.shop_union.name}


# --- visits -----------------------------------------------------------------------------------------------


def visit(cast: Cast, who: str = "officer of city", lead: str | None = "officer of district") -> Inspection:
    return resumption.plan(
        cast.plant,
        cast.district,
        visits.resumption(),
        DAY + timedelta(days=1),
        basis="territorial",
        lead_id=cast.person(lead).pk if lead else None,
        actor=actor(cast, who),
        via="web",
        at=MORNING,
    )


def test_whoever_leads_a_visit_hears_of_it_unless_they_planned_it(cast: Cast) -> None:
    lead = f"p{cast.person('officer of district').pk}"
    visit(cast, "officer of district")
    assert told("visit_planned") == set()
    visit(cast)
    assert told("visit_planned") == {lead}
    Notice.objects.all().delete()
    visit(cast, lead=None)
    assert told("visit_planned") == {cast.district.name}


def test_a_visit_that_was_put_off_or_called_off_is_told(cast: Cast) -> None:
    row, lead = visit(cast), f"p{cast.person('officer of district').pk}"
    given = {"actor": actor(cast, "officer of city"), "via": "web", "at": MORNING}
    resumption.put_off(row, DAY + timedelta(days=3), **given)  # type: ignore[arg-type]
    assert told("visit_changed") == {lead}
    resumption.call_off(row, **given)  # type: ignore[arg-type]
    assert told("visit_called_off") == {lead}
    assert not told("visit_planned") | told("visit_changed")


# --- all of them ------------------------------------------------------------------------------------------


def happen(kind: str, body: Body, number: int, at: object = MORNING) -> None:
    about = actions.About("need", number, severity=2, place="500113111", path="/needs/1/")
    actions.notify(kind, about, at=at, body=body.pk)  # type: ignore[arg-type]


def test_each_kind_has_its_words_in_both_languages() -> None:
    assert set(wording.KINDS) == set(policy.KINDS)
    for kind in NEW:
        said = []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said.append(str(wording.KINDS[kind]))
        assert said[0] != said[1] and all(said), kind


def test_none_of_them_goes_out_at_night_and_all_go_together(cast: Cast, settings: Settings) -> None:
    """They happen at 23:00 and are told at 07:30, in one message."""
    settings.MAIL = {"host": "127.0.0.1", "port": 1}
    address_of(cast.person("officer of district"))
    out = Out()
    for number, kind in enumerate(NEW):
        happen(kind, cast.district, number, at=NIGHT)
    actions.group(NIGHT)
    for hours in range(1, 9):
        actions.deliver(NIGHT + hours * HOUR, out)
    assert not out.left
    for minutes in range(0, 12 * 60, 10):
        actions.deliver(NIGHT + 8 * HOUR + minutes * MINUTE, out)
    (parcel,) = out.left
    assert not parcel.urgent
    with translation.override("zh-hans"):
        told = sum(str(wording.KINDS[kind]) in parcel.words.text for kind in NEW)
        assert told == min(len(NEW), wording.MOST_LINES)
        assert told == len(NEW) or f"{len(NEW) - told}" in parcel.words.text


def test_what_is_no_case_is_not_called_one(cast: Cast) -> None:
    rows = [
        Notice(kind="visit_planned", subject_type="visit", subject_id=1, at=MORNING, due_at=MORNING + HOUR, severity=2),
        Notice(kind="arrived", subject_type="case", subject_id=1, at=MORNING, due_at=MORNING + HOUR, severity=2),
    ]
    assert wording.words(rows[1:], "mail", "en").title.startswith("1 case waits for you")
    assert wording.words(rows, "mail", "en").title.startswith("2 things wait for you")

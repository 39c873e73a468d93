"""From a shortage to what the workers confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from qianshao.casework import actions, queries
from qianshao.casework.models import Case, Need, Shipment, Stock
from qianshao.config.commands import work_round
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS
from qianshao.core.models import Event, Installation
from qianshao.core.problems import Problem
from qianshao.intake import actions as intake
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from tests.casework.scene import HOUR, MASKS, actor, again, file, kinds, observation_of, open_case, see, the_case
from tests.cast import MORNING, Cast, scope

pytestmark = pytest.mark.django_db
DAY_LATER = MORNING + timedelta(days=1, minutes=1)


def need_of(place: Workplace) -> Need:
    return Need.objects.select_related("workplace", "case").get(workplace=place, state="open")


def stock(cast: Cast, quantity: int = 5000) -> Stock:
    return actions.state_stock(
        cast.district, "masks", quantity, stated_by=cast.district, actor=actor(cast), via="web", at=MORNING
    )


def send(cast: Cast, need: Need, quantity: int, source: Stock | None = None, **more: Any) -> Shipment:
    given: dict[str, Any] = {}
    if "from_workplace" not in more:
        given["stock"] = source or Stock.objects.filter(item="masks").first()
    return actions.send_supplies(
        need,
        quantity,
        **given,
        by=cast.district,
        actor=actor(cast),
        via="web",
        at=MORNING + HOUR,
        **more,
    )


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Problem) as caught:
        deed()
    assert caught.value.code == code


# --- what is missing --------------------------------------------------------------------------------------


def test_a_worker_without_masks_raises_a_need_by_itself(cast: Cast) -> None:
    """For three days of 900 people; the second report of the same raises no second one."""
    case = open_case(cast.plant)
    see(cast.plant, at=MORNING + HOUR)
    need = need_of(cast.plant)
    assert (need.item, need.quantity, need.case) == ("masks", 2700, case)
    assert need.due_at == MORNING + timedelta(hours=24)


def test_a_daily_report_says_how_many(cast: Cast) -> None:
    file(cast.shop, Numbers(headcount=100, masks_in_stock=20, masks_needed_daily=50))
    assert need_of(cast.shop).quantity == 50 * 3 - 20


def test_another_danger_raises_none(cast: Cast) -> None:
    open_case(cast.plant, "concealed_illness")
    assert not Need.objects.exists()


def test_a_need_that_was_entered_before_gets_the_case(cast: Cast) -> None:
    row = actions.raise_need(
        cast.plant, "masks", 2, pack="box", raised_by=cast.district, actor=actor(cast), via="web", at=MORNING
    )
    assert row.quantity == 100
    case = open_case(cast.plant)
    assert need_of(cast.plant).case == case


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    def enter(item: str, quantity: int, **more: Any) -> object:
        return actions.raise_need(
            cast.plant, item, quantity, raised_by=cast.district, actor=actor(cast), via="web", at=MORNING, **more
        )

    refused("supplies.item", lambda: enter("gold", 1))
    refused("supplies.quantity", lambda: enter("masks", 0))
    refused("supplies.quantity", lambda: enter("masks", 10**12))
    refused("supplies.pack", lambda: enter("masks", 1, pack="drum"))
    refused("need.past", lambda: enter("masks", 1, due_at=MORNING))
    enter("masks", 1)
    refused("need.open", lambda: enter("masks", 1))


# --- who gives --------------------------------------------------------------------------------------------


def test_never_more_than_there_is_or_is_missing(cast: Cast) -> None:
    open_case(cast.plant)
    need, source = need_of(cast.plant), stock(cast, 1000)
    refused("supplies.more_than_there_is", lambda: send(cast, need, 1001))
    send(cast, need, 600)
    source.refresh_from_db()
    assert source.quantity == 400
    refused("supplies.more_than_there_is", lambda: send(cast, need, 401))
    stock(cast, 9000)
    refused("supplies.more_than_missing", lambda: send(cast, need, 2101))
    send(cast, need, 2100)
    refused("supplies.more_than_missing", lambda: send(cast, need, 1))


def test_a_neighbour_that_has_enough(cast: Cast) -> None:
    """The shop has 1000 masks and uses 100 a day: it keeps 300."""
    file(cast.shop, Numbers(headcount=100, masks_in_stock=1000, masks_needed_daily=100))
    open_case(cast.plant)
    need, district = need_of(cast.plant), scope(cast, "officer of district")
    (offer,) = queries.offers(district, need, MORNING + HOUR)
    assert (offer.giver, offer.suggestion.quantity, offer.suggestion.distance) == (cast.shop, 700, 1)
    assert queries.offers(scope(cast, "officer of township"), need, MORNING + HOUR) == [], "it sees no such report"
    send(cast, need, 500, from_workplace=cast.shop)
    assert [one.suggestion.quantity for one in queries.offers(district, need, MORNING + 2 * HOUR)] == [200]
    refused("supplies.more_than_there_is", lambda: send(cast, need, 201, from_workplace=cast.shop))
    refused("supplies.more_than_there_is", lambda: send(cast, need, 1, from_workplace=cast.plant))


def test_only_the_body_itself_sends_from_its_stock(cast: Cast) -> None:
    open_case(cast.plant)
    stock(cast)
    need = need_of(cast.plant)
    assert [one.own for one in queries.offers(scope(cast, "officer of district"), need, MORNING)] == [True]
    assert [one.own for one in queries.offers(scope(cast, "officer of township"), need, MORNING)] == [False]
    refused("not_found", lambda: queries.own_stock(scope(cast, "officer of township"), Stock.objects.get().pk))


# --- whether it came --------------------------------------------------------------------------------------


def test_only_the_workers_make_it_count(cast: Cast) -> None:
    reported = see(cast.plant)
    stock(cast)
    need = need_of(cast.plant)
    row = send(cast, need, 2700)
    delegate = actor(cast, "delegate of plant")
    actions.say_as_delegate(row, True, actor=delegate, via="web", at=MORNING + 2 * HOUR)
    actions.say_as_delegate(row, True, actor=delegate, via="web", at=MORNING + 2 * HOUR)
    need.refresh_from_db()
    assert need.state == "open", "a delegate alone is not enough"
    actions.say_by_receipt(row, observation_of(reported), True, actor=ANONYMOUS, via="web", at=MORNING + 3 * HOUR)
    need.refresh_from_db()
    row.refresh_from_db()
    assert (need.state, row.state) == ("met", "arrived")
    assert kinds(the_case(cast.plant))[-2:] == ["shipped", "arrived"]
    refused(
        "shipment.ended", lambda: actions.say_as_delegate(row, False, actor=delegate, via="web", at=MORNING + 4 * HOUR)
    )


def test_a_part_is_a_part(cast: Cast) -> None:
    open_case(cast.plant)
    stock(cast)
    need = need_of(cast.plant)
    row = send(cast, need, 900)
    for number in range(3):
        at = MORNING + 2 * HOUR + number * timedelta(minutes=5)
        actions.say_by_poster(row, f"formnumber{number}", True, actor=ANONYMOUS, via="web", at=at)
    shown = queries.need(scope(cast, "officer of district"), need.pk)
    assert (shown.state, shown.confirmed, shown.under_way) == ("open", 900, 0)  # type: ignore[attr-defined]
    assert queries.missing_of(need) == 1800


def test_a_form_that_is_sent_twice_counts_once(cast: Cast) -> None:
    open_case(cast.plant)
    stock(cast)
    row = send(cast, need_of(cast.plant), 100)
    for number in range(4):
        at = MORNING + 2 * HOUR + number * timedelta(minutes=5)
        actions.say_by_poster(row, "thesameform", True, actor=ANONYMOUS, via="web", at=at)
    assert row.voices.count() == 1
    assert Shipment.objects.get().state == "sent"


def test_a_receipt_from_after_the_shipment_says_nothing(cast: Cast) -> None:
    """So nobody makes themselves a worker in order to confirm."""
    open_case(cast.plant)
    stock(cast)
    row = send(cast, need_of(cast.plant), 100)
    late = observation_of(see(cast.plant, at=MORNING + 2 * HOUR))
    other = observation_of(see(cast.shop, at=MORNING))
    for one in (late, other):
        refused(
            "not_found",
            partial(actions.say_by_receipt, row, one, True, actor=ANONYMOUS, via="web", at=MORNING + 3 * HOUR),
        )


def test_what_got_lost_is_missing_again(cast: Cast) -> None:
    open_case(cast.plant)
    stock(cast)
    need = need_of(cast.plant)
    row = send(cast, need, 2700)
    actions.give_up(row, "车没有到", by=cast.district, actor=actor(cast), via="web", at=MORNING + 2 * HOUR)
    assert queries.missing_of(need) == 2700
    assert Stock.objects.get().quantity == 2300, "where it went has to be found out"


# --- when nobody gives ------------------------------------------------------------------------------------


def test_an_unmet_need_is_with_whoever_has_its_case(cast: Cast) -> None:
    """An open case goes on by its own clock; a closed one does not answer for what is still missing."""
    case = open_case(cast.plant)
    assert actions.sweep_needs(DAY_LATER) == 1
    assert actions.sweep_needs(DAY_LATER) == 0
    assert need_of(cast.plant).case == case
    other = open_case(cast.shop)
    actions.resolve(other, "已发放", actor=actor(cast), via="web", at=MORNING + HOUR)
    actions.sweep_needs(DAY_LATER)
    need = need_of(cast.shop)
    assert need.case and need.case != other and need.case.closed_at is None
    assert need.case.owner and need.case.deadline


def test_one_without_a_case_gets_one(cast: Cast) -> None:
    actions.raise_need(
        cast.plant, "disinfectant", 20, raised_by=cast.township, actor=actor(cast), via="web", at=MORNING
    )
    actions.sweep_needs(DAY_LATER)
    case = the_case(cast.plant)
    assert need_of(cast.plant).case == case
    assert again(case).category == MASKS


def test_what_is_met_is_put_to_nobody(cast: Cast) -> None:
    open_case(cast.plant)
    need = need_of(cast.plant)
    actions.withdraw_need(need, "统计有误", by=cast.district, actor=actor(cast), via="web", at=MORNING)
    assert actions.sweep_needs(DAY_LATER) == 0
    refused("need.ended", lambda: send(cast, need, 1, stock(cast)))


def test_the_round_of_the_worker_does_it(cast: Cast) -> None:
    open_case(cast.plant)
    work_round()
    assert Need.objects.get().late_at, "the morning is long past"


# --- doors ------------------------------------------------------------------------------------------------


@pytest.fixture
def that_day(db: None) -> None:
    Installation.objects.create(generated=True, started_at=MORNING)


@pytest.mark.usefixtures("that_day")
def test_an_officer_sends_and_a_worker_confirms(cast: Cast, as_person: Callable[[str], Client]) -> None:
    reported = see(cast.plant)
    link = intake.give_link(cast.plant, actor=actor(cast), via="web", at=MORNING).token
    client = as_person("officer of district")
    clock.restart()
    assert client.post("/stock/", {"body": cast.district.pk, "item": "masks", "quantity": "5000"}).status_code == 302
    need = need_of(cast.plant)
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert "5,000" in page
    source = re.search(r'name="source" value="(stock \d+)"', page)
    assert source
    sent = {"source": source.group(1), "quantity": "2700", "pack": ""}
    assert client.post(f"/needs/{need.pk}/send/", sent).status_code == 302
    assert client.post(f"/needs/{need.pk}/send/", sent).status_code == 409
    row = Shipment.objects.get()

    worker = Client()
    form = worker.get(f"/w/{link}/arrived/").content.decode()
    key = re.search(r'name="key" value="(\w+)"', form)
    assert key
    answer = worker.post(f"/w/{link}/arrived/", {"shipment": row.pk, "key": key.group(1), "arrived": "yes"})
    assert answer.status_code == 200 and not answer.cookies
    delegate = as_person("delegate of plant")
    assert "2,700" in delegate.get("/at-work/").content.decode()
    assert (
        delegate.post(f"/at-work/{cast.plant.pk}/arrived/", {"shipment": row.pk, "arrived": "yes"}).status_code == 302
    )
    need.refresh_from_db()
    assert need.state == "met"
    followed = worker.post("/r/", {"receipt": reported.receipt}).content.decode()
    assert "2,700" in followed


@pytest.mark.usefixtures("that_day")
def test_by_receipt(cast: Cast) -> None:
    reported = see(cast.plant)
    stock(cast)
    row = send(cast, need_of(cast.plant), 100)
    clock.restart()
    page = Client().post("/r/", {"receipt": reported.receipt, "shipment": row.pk, "arrived": "no"})
    assert page.status_code == 200
    assert [(one.kind, one.arrived) for one in row.voices.all()] == [("receipt", False)]
    assert Client().post("/r/", {"receipt": reported.receipt, "shipment": "9999", "arrived": "no"}).status_code == 409


@pytest.mark.usefixtures("that_day")
def test_a_delegate_enters_a_shortage_of_their_own_workplace(cast: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("delegate of plant")
    clock.restart()
    given = {"item": "masks", "quantity": "900"}
    assert client.post(f"/at-work/{cast.plant.pk}/missing/", given).status_code == 302
    assert client.post(f"/at-work/{cast.plant.pk}/missing/", given).status_code == 409
    assert client.post(f"/at-work/{cast.shop.pk}/missing/", given).status_code == 404
    assert need_of(cast.plant).raised_by == cast.plant_union


def test_nothing_on_record_says_which_telephone_spoke(cast: Cast) -> None:
    open_case(cast.plant)
    stock(cast)
    row = send(cast, need_of(cast.plant), 100)
    actions.say_by_poster(row, "formnumber1", True, actor=ANONYMOUS, via="web", at=MORNING + 2 * HOUR)
    told = Event.objects.filter(action="shipment.voiced").latest("id")
    assert json.loads(json.dumps(told.data)) == {"shipment": row.pk, "kind": "poster", "arrived": True}
    assert Case.objects.get().entries.filter(observation=None, kind="answered").count() == 0

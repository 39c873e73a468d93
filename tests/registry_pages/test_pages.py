"""The registry's pages: who answers, what is known, and where sources disagree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.registry import actions
from qianshao.registry.models import Body, Dispute, EmergencyOrder, Workplace
from qianshao.registry.rules import search
from tests.cast import Cast

LogIn = Callable[[str], Client]
OFFICER = "officer of district"
COMMON: dict[str, Any] = {"actor": system("test"), "via": "shell"}


@pytest.fixture(autouse=True)
def findable(cast: Cast) -> None:
    """As the import leaves them."""
    for place in Workplace.objects.all():
        names, text = search.index_texts(place.name, place.aliases)
        Workplace.objects.filter(pk=place.pk).update(search_names=names, search_text=text)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# --- who answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["钛业", "taiye", "重庆沿江钛业有限公司", "cqyjty", "沿江肽业"])
def test_both_lines_answer_for_the_plant_each_with_its_source(asked: str, cast: Cast, as_person: LogIn) -> None:
    shown = page(as_person(OFFICER), f"/who/?q={asked}")
    for body in ("麻柳嘴镇工会", "巴南区总工会", "某集团工会"):
        assert body in shown
    assert "属地" in shown or "by territory" in shown
    assert "隶属" in shown or "by affiliation" in shown
    assert 'class="callout warn"' in shown


def test_a_telephone_number_can_be_called(cast: Cast, as_person: LogIn) -> None:
    Body.objects.filter(pk=cast.township.pk).update(phone="023-1234 5678")
    assert 'href="tel:023-12345678"' in page(as_person(OFFICER), "/who/?q=钛业")


def test_what_lies_elsewhere_is_not_found(cast: Cast, as_person: LogIn) -> None:
    shown = page(as_person(OFFICER), "/who/?q=江南机电厂")
    assert f"/workplaces/{cast.elsewhere.pk}/" not in shown


@pytest.mark.parametrize("odd", ["%00", "%", "'\"<b>", "a" * 5000, "（）", "👷"])
def test_odd_names_get_an_answer(odd: str, cast: Cast, as_person: LogIn) -> None:
    shown = page(as_person(OFFICER), f"/who/?q={odd}")
    assert "<b>" not in shown.split("<main", 1)[1]


# --- a workplace ---------------------------------------------------------------------------------------------


def test_a_workplace_shows_facts_history_and_the_way_on(cast: Cast, as_person: LogIn) -> None:
    actions.claim_place(subject=cast.plant, territory="500113004", source="phone directory", at=now(), **COMMON)
    client = as_person(OFFICER)
    shown = page(client, f"/workplaces/{cast.plant.pk}/")
    dispute = Dispute.objects.get()
    assert f"/registry/disputes/{dispute.pk}/" in shown
    assert f"/workplaces/{cast.plant.pk}/poster/" in shown
    assert f"/board/workplaces/{cast.plant.pk}/" in shown
    assert "/people/new/" not in shown


def test_each_role_is_shown_the_ways_that_are_open_to_it(cast: Cast, as_person: LogIn) -> None:
    client = as_person("delegate of plant")
    shown = page(client, f"/workplaces/{cast.plant.pk}/")
    assert "/poster/" not in shown
    assert "/board/" not in shown
    shown = page(as_person("administrator of district"), f"/workplaces/{cast.plant.pk}/")
    assert f"/people/new/workplace/{cast.plant.pk}/" in shown


# --- lists ----------------------------------------------------------------------------------------------------


def test_workplaces_are_narrowed(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    everything = page(client, "/workplaces/")
    assert cast.plant.name in everything
    assert cast.shop.name in everything
    assert cast.elsewhere.name not in everything
    assert cast.shop.name not in page(client, "/workplaces/?ownership=central_state")
    assert cast.plant.name not in page(client, "/workplaces/?territory=500113004")
    assert cast.plant.name in page(client, "/workplaces/?industry=C&text=钛")
    assert cast.plant.name in page(client, "/workplaces/?territory=nonsense&ownership=king&page=99")


def test_the_city_narrows_by_its_own_divisions(cast: Cast, as_person: LogIn) -> None:
    assert 'value="5001"' in page(as_person("officer of city"), "/workplaces/")


def test_bodies_are_narrowed(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    assert ">某集团工会</th>" not in page(client, "/registry/bodies/")
    assert "麻柳嘴镇工会" not in page(client, "/registry/bodies/?kind=enterprise_union")
    assert "鱼洞街道工会" in page(client, "/registry/bodies/?text=鱼洞&territory=500113004")


def test_the_registry_begins_with_its_figures(cast: Cast, as_person: LogIn) -> None:
    shown = page(as_person(OFFICER), "/registry/")
    for address in (
        "/workplaces/",
        "/registry/bodies/",
        "/registry/disputes/",
        "/registry/orders/",
        "/registry/import/",
    ):
        assert f'href="{address}"' in shown
    assert 'href="/registry/import/"' not in page(as_person("officer of group"), "/registry/")


# --- disputes -------------------------------------------------------------------------------------------------


@pytest.fixture
def dispute(cast: Cast) -> Dispute:
    stated = date(2020, 1, 2)
    common = {"source": "phone directory", "stated_on": stated, "at": now(), **COMMON}
    found = actions.claim_place(subject=cast.plant, territory="500113004", **common)
    assert found
    return found


def test_both_claims_stand_side_by_side(dispute: Dispute, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    assert "重庆沿江钛业有限公司" in page(client, "/registry/disputes/")
    shown = page(client, f"/registry/disputes/{dispute.pk}/")
    for said in ("麻柳嘴镇", "鱼洞街道", "phone directory", "2020-01-02"):
        assert said in shown


def test_settling_needs_a_claim_and_a_reason_and_keeps_what_was_typed(dispute: Dispute, as_person: LogIn) -> None:
    client, address = as_person(OFFICER), f"/registry/disputes/{dispute.pk}/settle/"
    claim = dispute.claims.get(source="phone directory")
    refused = client.post(address, {"reason": "实地看过"})
    assert refused.status_code == 422
    assert "实地看过" in refused.content.decode()
    refused = client.post(address, {"claim": claim.pk, "reason": "  "})
    assert refused.status_code == 422
    assert "checked" in refused.content.decode()
    assert client.post(address, {"claim": claim.pk, "reason": "实地看过"}).status_code == 302
    dispute.refresh_from_db()
    assert dispute.settled_for == claim
    shown = page(client, f"/registry/disputes/{dispute.pk}/")
    assert "实地看过" in shown
    assert "麻柳嘴镇" in shown
    assert f"/registry/disputes/{dispute.pk}/settle/" not in shown


def test_a_settled_dispute_stays_on_the_list_of_all(dispute: Dispute, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    claim = dispute.claims.first()
    client.post(f"/registry/disputes/{dispute.pk}/settle/", {"claim": claim.pk, "reason": "核对"})  # type: ignore[union-attr]
    assert "重庆沿江钛业有限公司" not in page(client, "/registry/disputes/").split("<main", 1)[1].split("</main")[0]
    assert "重庆沿江钛业有限公司" in page(client, "/registry/disputes/?state=all")


def test_a_group_reads_what_is_said_of_its_plant_and_does_not_settle_it(dispute: Dispute, as_person: LogIn) -> None:
    client, address = as_person("officer of group"), f"/registry/disputes/{dispute.pk}/"
    assert "/settle/" not in page(client, address)
    claim = dispute.claims.get(source="phone directory")
    assert client.post(f"{address}settle/", {"claim": claim.pk, "reason": "核对"}).status_code == 403
    dispute.refresh_from_db()
    assert dispute.settled_at is None


def test_an_auditor_reads_and_does_not_settle(dispute: Dispute, as_person: LogIn) -> None:
    assert "/settle/" not in page(as_person("auditor of district"), f"/registry/disputes/{dispute.pk}/")


# --- emergency orders -----------------------------------------------------------------------------------------


def paper(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "document": "巴南防控〔2022〕1号",
        "reason": "聚集性疫情",
        "body": cast.township.number,
        "territory": "500113111",
        "starts_at": "2022-02-08T08:00",
        "ends_at": "2099-02-20T08:00",
        **more,
    }


def test_an_order_is_issued_in_local_time_and_withdrawn(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    assert client.post("/registry/orders/new/", paper(cast)).status_code == 302
    order = EmergencyOrder.objects.get()
    assert order.starts_at.isoformat() == "2022-02-08T00:00:00+00:00"
    assert order.body == cast.township
    shown = page(client, "/registry/orders/")
    assert "巴南防控〔2022〕1号" in shown
    assert f"/registry/orders/{order.pk}/withdraw/" in shown
    client.post(f"/registry/orders/{order.pk}/withdraw/")
    order.refresh_from_db()
    assert order.withdrawn_at
    assert f"/registry/orders/{order.pk}/withdraw/" not in page(client, "/registry/orders/")
    assert client.post(f"/registry/orders/{order.pk}/withdraw/").status_code == 409
    assert list(Event.objects.filter(action__startswith="order").values_list("action", flat=True)) == [
        "order.issued",
        "order.withdrawn",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "2022-02-08T07:00"},
        {"starts_at": "morning"},
        {"document": ""},
        {"territory": "500115"},
        {"territory": "500115007"},
        {"body": 4},
        {"body": "x"},
    ],
)
def test_a_wrong_order_is_said_at_its_field_and_nothing_is_lost(
    wrong: dict[str, object], cast: Cast, as_person: LogIn
) -> None:
    answer = as_person(OFFICER).post("/registry/orders/new/", paper(cast, **wrong))
    assert answer.status_code in (404, 422)
    assert "聚集性疫情" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not EmergencyOrder.objects.exists()


def test_a_body_that_an_order_names_cannot_end_it(cast: Cast, as_person: LogIn) -> None:
    client = as_person(OFFICER)
    Body.objects.filter(pk=cast.group_union.pk).update(territory="500113")
    assert client.post("/registry/orders/new/", paper(cast, body=cast.group_union.number)).status_code == 302
    order = EmergencyOrder.objects.get()
    group = as_person("officer of group")
    assert "聚集性疫情" in page(group, "/registry/orders/")
    assert "/withdraw/" not in page(group, "/registry/orders/")
    assert group.post(f"/registry/orders/{order.pk}/withdraw/").status_code == 403


def test_a_group_issues_no_order(cast: Cast, as_person: LogIn) -> None:
    client = as_person("officer of group")
    assert 'action="/registry/orders/new/"' not in page(client, "/registry/orders/")
    assert client.post("/registry/orders/new/", paper(cast)).status_code == 422

"""What an administrator may do with accounts, and with whose."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from qianshao.accounts import actions, queries
from qianshao.accounts.models import Membership, Person
from qianshao.core.actor import Via, system
from qianshao.core.models import Counter, Event
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, Workplace
from tests.cast import MORNING, Cast, scope

LogIn = Callable[[str], Client]
ADMINISTRATOR = "administrator of district"


def test_the_charge_is_the_own_body_and_those_below_by_line_and_territory(cast: Cast) -> None:
    seen = set(queries.bodies_below(scope(cast, ADMINISTRATOR)))
    assert seen == {cast.district, cast.township, cast.other_township, cast.plant_union, cast.shop_union}


def test_a_group_union_that_merely_sits_on_the_territory_is_not_in_charge(cast: Cast) -> None:
    Body.objects.filter(pk=cast.group_union.pk).update(territory="500113111")
    assert cast.group_union not in queries.bodies_below(scope(cast, ADMINISTRATOR))


def test_the_list_names_those_in_charge_only(cast: Cast, as_person: LogIn) -> None:
    page = as_person(ADMINISTRATOR).get("/people/").content.decode()
    assert "officer-of-township" in page
    assert "delegate-of-plant" in page
    assert "officer-of-city" not in page
    assert "officer-of-next-district" not in page


def test_the_list_is_searched_by_account_and_body(cast: Cast, as_person: LogIn) -> None:
    client = as_person(ADMINISTRATOR)
    assert "officer-of-township" not in client.get("/people/?text=钛业").content.decode()
    assert "delegate-of-plant" in client.get("/people/?text=钛业").content.decode()


def test_a_new_account_has_a_password_that_is_shown_once(cast: Cast, as_person: LogIn) -> None:
    client = as_person(ADMINISTRATOR)
    made = client.post(f"/people/new/{cast.township.pk}/", {"username": "township-2", "role": "officer"})
    person = Person.objects.get(username="township-2")
    found = re.search(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", made.content.decode())
    assert found
    assert person.check_password(found[0])
    assert person.must_change_password
    assert found[0] not in client.get(f"/people/{person.pk}/").content.decode()
    (row,) = Event.objects.filter(action="account.made")
    assert row.actor == f"person:{cast.person(ADMINISTRATOR).pk}"
    assert row.territory == "500113111"


@pytest.mark.parametrize(
    ("username", "role"), [("", "officer"), ("officer-of-township", "officer"), ("a b", "officer"), ("good", "king")]
)
def test_what_does_not_fit_is_said_at_its_field(username: str, role: str, cast: Cast, as_person: LogIn) -> None:
    before = Person.objects.count()
    answer = as_person(ADMINISTRATOR).post(f"/people/new/{cast.township.pk}/", {"username": username, "role": role})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode() or "_error" in answer.content.decode()
    assert f'value="{username}"' in answer.content.decode() or not username
    assert Person.objects.count() == before


def test_an_enterprise_union_gets_delegates_only(cast: Cast, as_person: LogIn) -> None:
    answer = as_person(ADMINISTRATOR).post(
        f"/people/new/{cast.plant_union.pk}/", {"username": "plant-2", "role": "officer"}
    )
    assert answer.status_code == 422
    with pytest.raises(Problem, match=r"account\.role"):
        actions.create_person(
            username="plant-2", body=cast.plant_union, role="officer", actor=system("test"), via=Via.SHELL, at=MORNING
        )
    assert not Person.objects.filter(username="plant-2").exists()


def without_union(place: Workplace) -> None:
    """The cast gave its bodies their numbers itself."""
    Workplace.objects.filter(pk=place.pk).update(union=None, affiliation_path="")
    Counter.objects.create(name="body", value=100)


def test_the_union_of_a_workplace_is_entered_with_its_delegate(cast: Cast, as_person: LogIn) -> None:
    without_union(cast.shop)
    client = as_person(ADMINISTRATOR)
    assert client.get(f"/people/new/workplace/{cast.shop.pk}/").status_code == 200
    made = client.post(f"/people/new/workplace/{cast.shop.pk}/", {"username": "shop-2", "union": "机械厂工会"})
    assert made.status_code == 200
    union = Body.objects.get(name="机械厂工会")
    assert union.parent == cast.other_township
    assert union.source == "巴南区总工会"
    cast.shop.refresh_from_db()
    assert cast.shop.union == union
    assert cast.shop.affiliation_path == union.path
    delegate = Person.objects.get(username="shop-2")
    (membership,) = queries.memberships(delegate, now())
    assert queries.scope_of(membership, now()).affiliations == (union.path,)


def test_a_name_that_is_taken_leaves_no_union_behind(cast: Cast, as_person: LogIn) -> None:
    without_union(cast.shop)
    given = {"username": "officer-of-township", "union": "机械厂工会"}
    assert as_person(ADMINISTRATOR).post(f"/people/new/workplace/{cast.shop.pk}/", given).status_code == 422
    assert not Body.objects.filter(name="机械厂工会").exists()


# --- one account --------------------------------------------------------------------------------------------


def test_an_account_is_closed_and_opened_again(cast: Cast, as_person: LogIn) -> None:
    client, officer = as_person(ADMINISTRATOR), cast.person("officer of township")
    client.post(f"/people/{officer.pk}/close/")
    assert not Person.objects.get(pk=officer.pk).is_active
    client.post(f"/people/{officer.pk}/open/")
    assert Person.objects.get(pk=officer.pk).is_active
    recorded = Event.objects.filter(subject_type="person", subject_id=str(officer.pk)).order_by("id")
    assert [row.action for row in recorded] == ["account.closed", "account.opened"]


def test_a_role_is_ended_and_another_given(cast: Cast, as_person: LogIn) -> None:
    client, officer = as_person(ADMINISTRATOR), cast.person("officer of township")
    role = Membership.objects.get(person=officer)
    client.post(f"/people/{officer.pk}/roles/{role.pk}/end/")
    assert queries.memberships(officer, now()) == []
    client.post(f"/people/{officer.pk}/roles/", {"role": f"{cast.township.pk}:auditor"})
    (again,) = queries.memberships(officer, now())
    assert again.role == "auditor"


def test_no_role_is_given_at_a_body_outside(cast: Cast, as_person: LogIn) -> None:
    client, officer = as_person(ADMINISTRATOR), cast.person("officer of township")
    answer = client.post(f"/people/{officer.pk}/roles/", {"role": f"{cast.city.pk}:administrator"})
    assert answer.status_code == 404
    assert Membership.objects.filter(person=officer).count() == 1


@pytest.mark.parametrize("deed", ["reset", "close", "forget-factor"])
def test_an_account_that_also_works_elsewhere_is_not_taken_over(deed: str, cast: Cast, as_person: LogIn) -> None:
    """Else a district could give itself the password of somebody in the city."""
    officer = cast.person("officer of township")
    common = {"actor": system("test"), "via": Via.SHELL, "at": now()}
    actions.add_membership(officer, body=cast.city, role="administrator", **common)  # type: ignore[arg-type]
    password = officer.password
    assert as_person(ADMINISTRATOR).post(f"/people/{officer.pk}/{deed}/").status_code == 403
    officer.refresh_from_db()
    assert officer.is_active
    assert officer.password == password


def test_nobody_closes_their_own_account(cast: Cast, as_person: LogIn) -> None:
    me = cast.person(ADMINISTRATOR)
    client, role = as_person(ADMINISTRATOR), Membership.objects.get(person=me)
    assert client.post(f"/people/{me.pk}/close/").status_code == 409
    assert client.post(f"/people/{me.pk}/roles/{role.pk}/end/").status_code == 409
    assert client.post(f"/people/{me.pk}/roles/", {"role": f"{cast.district.pk}:officer"}).status_code == 409

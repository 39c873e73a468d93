"""One's own account: several roles, keys for programs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from qianshao.accounts import actions
from qianshao.accounts.models import Membership, Token
from qianshao.core.actor import Via, system
from qianshao.core.models import Event
from qianshao.registry.models import BodyKind
from tests.cast import Cast, scope

LogIn = Callable[[str], Client]


def give(cast: Cast, who: str, role: str, body: str) -> Membership:
    common = {"actor": system("test"), "via": Via.SHELL, "at": now()}
    return actions.add_membership(cast.person(who), body=getattr(cast, body), role=role, **common)  # type: ignore[arg-type]


def test_one_acts_under_one_role_at_a_time(cast: Cast, as_person: LogIn) -> None:
    second = give(cast, "officer of district", "auditor", "next_district")
    client = as_person("officer of district")
    assert client.get("/trail/").status_code == 403
    assert client.get(f"/workplaces/{cast.plant.pk}/").status_code == 200
    assert client.post(f"/account/as/{second.pk}/")["Location"] == "/"
    assert client.get("/trail/").status_code == 200
    assert client.get(f"/workplaces/{cast.plant.pk}/").status_code == 404
    assert client.get(f"/workplaces/{cast.elsewhere.pk}/").status_code == 200


def test_a_role_that_has_ended_is_left_at_once(cast: Cast, as_person: LogIn) -> None:
    second = give(cast, "officer of district", "auditor", "next_district")
    client = as_person("officer of district")
    client.post(f"/account/as/{second.pk}/")
    actions.end_membership(second, actor=system("test"), via=Via.SHELL, at=now())
    assert client.get("/trail/").status_code == 403
    assert client.get("/inbox/").status_code == 200


def test_a_key_acts_for_its_maker_until_it_is_revoked(cast: Cast, as_person: LogIn) -> None:
    client = as_person("officer of district")
    page = client.post("/account/tokens/", {"label": "sends the daily reports"}).content.decode()
    found = re.search(r'small">([\w-]{43})<', page)
    assert found
    bearer = {"Authorization": f"Bearer {found[1]}"}
    told = Client().get("/api/v1/me", headers=bearer).json()
    assert (told["account"], told["role"], told["territories"]) == ("officer-of-district", "officer", ["500113"])
    assert found[1] not in client.get("/account/").content.decode()
    client.post(f"/account/tokens/{Token.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    assert [row.action for row in Event.objects.filter(action__startswith="token")] == ["token.made", "token.revoked"]


def test_a_key_without_a_name_is_refused_at_its_field(cast: Cast, as_person: LogIn) -> None:
    answer = as_person("officer of district").post("/account/tokens/", {"label": "  "})
    assert answer.status_code == 422
    assert 'id="label_error"' in answer.content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", ["officer", "auditor", "administrator"])
def test_an_enterprise_union_sees_no_case_whatever_role_somebody_was_given(role: str, cast: Cast) -> None:
    """Even if a row says otherwise: what a worker reports must not come back to the enterprise."""
    Membership.objects.filter(person=cast.person("delegate of plant")).update(role=role)
    seen = scope(cast, "delegate of plant")
    assert seen.abilities == frozenset()
    assert not seen.territories
    assert not seen.affiliations
    assert cast.plant_union.kind == BodyKind.ENTERPRISE_UNION

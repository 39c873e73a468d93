"""People for a directory, read by a SCIM client and judged by a SCIM tester, neither of them ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_models import Error, Group, ListResponse, User
from scim2_tester import Status, check_server

from qianshao.accounts import actions
from qianshao.accounts.queries import memberships
from qianshao.accounts.scim import rules
from qianshao.core.actor import Via, system
from qianshao.core.problems import Problem
from tests.cast import Cast

COMMON: Any = {"actor": system("test"), "via": Via.SHELL, "at": now()}


@pytest.fixture
def key(cast: Cast) -> str:
    (membership,) = memberships(cast.person("administrator of district"), now())
    return actions.create_token(membership, "directory", **COMMON)


@pytest.fixture
def reader(key: str) -> Iterator[WSGISCIMClient]:
    """It checks every answer against the models of the standard, and raises where one does not fit. The connection of
    the test stays open between its requests, as with Django's own client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    bearer = {"Authorization": f"Bearer {key}"}
    try:
        client = WSGISCIMClient(WSGIHandler(), base_url="http://testserver/scim/v2", headers=bearer)
        client.discover()
        yield client
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@pytest.fixture
def ask(key: str) -> Any:
    def get(path: str, **headers: str) -> Any:
        return Client().get(f"/scim/v2{path}", headers={"Authorization": f"Bearer {key}", **headers})

    return get


def test_a_tester_that_nobody_here_wrote_finds_nothing_wrong(reader: WSGISCIMClient) -> None:
    """Its checks of single things begin by making one, so they are left out; the standard models below judge those."""
    results = check_server(reader, include_tags={"discovery", "misc"})
    wrong = [f"{one.title}: {one.reason}" for one in results if one.status in (Status.ERROR, Status.CRITICAL)]
    assert not wrong, "\n".join(wrong)
    assert [one for one in results if one.status == Status.SUCCESS]


def test_the_accounts_of_ones_charge_with_their_roles_and_no_more_than_the_csv_has(
    cast: Cast, reader: WSGISCIMClient
) -> None:
    model = reader.get_resource_model("User")
    assert model is not None
    found: Any = reader.query(model)
    assert isinstance(found, ListResponse)
    told = {one.user_name: [group.display for group in one.groups] for one in found.resources or []}
    assert told["officer-of-district"] == ["巴南区总工会 · officer"]
    assert {"delegate-of-plant", "delegate-of-shop", "administrator-of-district"} <= set(told)
    assert "officer-of-next-district" not in told and "stranger" not in told and "officer-of-group" not in told


def test_standard_models_read_every_answer(cast: Cast, ask: Any) -> None:
    """Those of a client that knows nothing of this service."""
    people: Any = ListResponse[User].model_validate_json(ask("/Users").content)  # type: ignore[type-arg]
    assert people.total_results == len(people.resources) > 4
    assert all(one.meta and one.meta.version and one.active for one in people.resources)
    roles: Any = ListResponse[Group].model_validate_json(ask("/Groups").content)
    members = {one.display_name: [who.display for who in one.members] for one in roles.resources}
    assert members["巴南区总工会 · auditor"] == ["auditor-of-district"]
    fields = {name for one in json.loads(ask("/Users").content)["Resources"] for name in one}
    assert fields == {"schemas", "id", "userName", "active", "groups", "meta"}


def test_a_role_elsewhere_and_one_that_ended_are_not_told(cast: Cast, ask: Any) -> None:
    officer = cast.person("officer of district")
    actions.add_membership(officer, body=cast.next_district, role="auditor", **COMMON)
    ended = actions.add_membership(officer, body=cast.district, role="auditor", **COMMON)
    actions.end_membership(ended, **{**COMMON, "at": now()})
    one = json.loads(ask(f"/Users/{officer.pk}").content)
    assert [group["value"] for group in one["groups"]] == ["3-officer"]
    assert ask("/Groups/4-auditor").status_code == 404
    assert ask("/Groups/3-auditor").status_code == 200


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('userName eq "officer-of-district"', ["officer-of-district"]),
        ('USERNAME Eq "officer-of-district" AND active eq True', ["officer-of-district"]),
        ('userName eq "Officer-of-district"', []),
        ('userName eq "officer-of-next-district"', []),
        ("active eq false", ["delegate-of-shop"]),
    ],
)
def test_filters(text: str, names: list[str], cast: Cast, reader: WSGISCIMClient) -> None:
    actions.set_active(cast.person("delegate of shop"), False, **COMMON)
    model = reader.get_resource_model("User")
    found: Any = reader.query(model, query_parameters={"filter": text})
    assert [one.user_name for one in found.resources or []] == names


@pytest.mark.parametrize("text", ['userName co "x"', "emails pr", 'active eq "yes"', 'userName eq "a" or', '"', "("])
def test_a_filter_that_is_not_known_is_refused_in_the_words_of_the_standard(text: str, ask: Any) -> None:
    answer = ask(f"/Users?filter={quote(text)}")
    told = Error.model_validate_json(answer.content)
    assert answer.status_code == told.status == 400 and told.scim_type == "invalidFilter"


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_a_problem(text: str) -> None:
    try:
        found = rules.comparisons(text, {"userName": str, "active": bool})
    except Problem as problem:
        assert problem.code == "scim.filter"
    else:
        assert bool(found) == bool(text)


def test_pages_are_without_gaps_and_without_repeats(cast: Cast, ask: Any) -> None:
    whole = [one["id"] for one in json.loads(ask("/Users").content)["Resources"]]
    parts, start = [], 1
    while start <= len(whole):
        page = json.loads(ask(f"/Users?startIndex={start}&count=2").content)
        assert page["totalResults"] == len(whole) and page["startIndex"] == start
        parts += [one["id"] for one in page["Resources"]]
        start += page["itemsPerPage"]
    assert parts == whole
    assert json.loads(ask("/Users?count=0").content)["totalResults"] == len(whole)
    assert json.loads(ask("/Users?startIndex=-5&count=1").content)["Resources"][0]["id"] == whole[0]
    assert ask("/Users?count=many").status_code == 400


def test_what_has_not_changed_is_not_sent_again(cast: Cast, ask: Any) -> None:
    officer = cast.person("officer of district")
    first = ask(f"/Users/{officer.pk}")
    assert json.loads(first.content)["meta"]["version"] == first["ETag"]
    again = {"If-None-Match": first["ETag"]}
    assert ask(f"/Users/{officer.pk}", **again).status_code == 304
    actions.set_active(officer, False, **COMMON)
    assert ask(f"/Users/{officer.pk}", **again).status_code == 200


def test_a_group_without_its_members_is_small(cast: Cast, ask: Any) -> None:
    query = 'filter=displayName eq "巴南区总工会 · officer"&excludedAttributes=members'
    (one,) = json.loads(ask(f"/Groups?{query}").content)["Resources"]
    assert set(one) == {"schemas", "id", "displayName", "meta"}
    asked = json.loads(ask("/Users?attributes=userName").content)["Resources"][0]
    assert set(asked) == {"schemas", "id", "userName"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, cast: Cast, key: str) -> None:
    for path in ("/Users", f"/Users/{cast.person('officer of district').pk}", "/Groups", "/Bulk"):
        sent = getattr(Client(), method)(f"/scim/v2{path}", headers={"Authorization": f"Bearer {key}"})
        assert sent.status_code in (404, 405)
        assert Error.model_validate_json(sent.content).status == sent.status_code


@pytest.mark.parametrize("who", ["officer of district", "auditor of district", "delegate of plant"])
def test_only_those_who_manage_people_may_read_them(who: str, cast: Cast) -> None:
    (membership,) = memberships(cast.person(who), now())
    secret = actions.create_token(membership, "curious", **COMMON)
    answer = Client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == Error.model_validate_json(answer.content).status == 403
    nobody = Client().get("/scim/v2/Users")
    assert nobody.status_code == 401 and nobody["WWW-Authenticate"] == "Bearer"

"""How somebody chooses, and what the log shows to whom."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from qianshao.core.models import Event
from qianshao.notices import actions, sealing
from qianshao.notices.channels import Undelivered
from qianshao.notices.models import Address, Message, MessageState, Preference
from tests.cast import MORNING, Cast
from tests.notices.scene import MAIL, address_of, happen
from tests.notices.test_delivery import MINUTE, Out

pytestmark = pytest.mark.django_db
AsPerson = Callable[[str], Client]


@pytest.fixture(autouse=True)
def ways_out(settings: pytest.FixtureRequest) -> None:
    settings.MAIL = {"host": "127.0.0.1", "port": 1}  # type: ignore[attr-defined]


def test_an_address_is_added_confirmed_tried_and_removed(as_person: AsPerson) -> None:
    client = as_person("officer of district")
    assert client.post("/account/notices/", {"channel": "mail", "address": "nonsense"}).status_code == 422
    assert client.post("/account/notices/", {"channel": "mail", "address": MAIL}).status_code == 302
    row = Address.objects.get()
    wrong = client.post(f"/account/notices/{row.pk}/confirm/", {"code": "12345"})
    assert wrong.status_code == 422
    client.post(f"/account/notices/{row.pk}/confirm/", {"code": sealing.opened(row.code or b"")})
    shown = client.get("/account/notices/").content.decode()
    assert "z…@e…" in shown and MAIL not in shown
    client.post(f"/account/notices/{row.pk}/try/")
    assert [one.special for one in Message.objects.order_by("id")] == ["code", "test"]
    client.post(f"/account/notices/{row.pk}/remove/")
    assert not Address.objects.exists() and set(Message.objects.values_list("state", flat=True)) == {"over"}
    assert MAIL not in json.dumps(list(Event.objects.values("data")))


def test_nobody_touches_the_address_of_another(cast: Cast, as_person: AsPerson) -> None:
    row = address_of(cast.person("officer of city"))
    assert as_person("officer of district").post(f"/account/notices/{row.pk}/remove/").status_code == 404


def test_hours_and_language_are_kept(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("officer of district")
    half = {"quiet_from": "22:00", "quiet_until": "", "language": "en"}
    assert client.post("/account/notices/hours/", half).status_code == 422
    client.post("/account/notices/hours/", half | {"quiet_until": "06:00", "only_digest": "on"})
    kept = Preference.objects.get(person=cast.person("officer of district"))
    assert (str(kept.quiet_from), str(kept.quiet_until), kept.language) == ("22:00:00", "06:00:00", "en")
    assert kept.only_digest


def test_the_log_shows_what_failed_and_sends_it_again(cast: Cast, as_person: AsPerson) -> None:
    address_of(cast.person("officer of district"))
    happen(cast)
    actions.group(MORNING)
    out = Out()
    out.failures = [Undelivered("refused", final=True)]
    actions.deliver(MORNING + 10 * MINUTE, out)
    message = Message.objects.get()
    for who, sees in [("administrator of district", True), ("officer of district", True), ("officer of group", False)]:
        client = as_person(who)
        assert ("refused" in client.get("/notices/?state=failed").content.decode()) is sees
    assert client.post(f"/notices/{message.pk}/again/").status_code == 404
    assert as_person("officer of district").post(f"/notices/{message.pk}/again/").status_code == 302
    message.refresh_from_db()
    assert message.state == MessageState.WAITING

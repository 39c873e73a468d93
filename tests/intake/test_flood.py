"""Five hundred people behind one address are no flood; and in a flood nobody is refused, only looked at first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from qianshao.casework import queries as casework
from qianshao.config.work import HANDLERS
from qianshao.core import clock, events
from qianshao.core.actor import person, system
from qianshao.core.models import Event
from qianshao.intake import actions, queries
from qianshao.intake.models import Observation, Quarantine
from qianshao.intake.rules import flood
from qianshao.intake.rules.flood import Pressure
from qianshao.policy import reporting
from tests.cast import DAY, MORNING, Cast, scope

POLICY = reporting.shipped()
ORDINARY = POLICY.flood_at_workplace
Tell = Callable[..., int]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    yield


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{actions.give_link(cast.plant, actor=system('test'), via='demo', at=MORNING).token}/"


def form(number: int, **more: str) -> dict[str, str]:
    return {"category": "other", "when": "today", "text": f"{number}", "key": f"{number:024}", **more}


def crowd(cast: Cast, number: int, minutes_ago: int = 1) -> None:
    """So many have reported from the plant."""
    at = MORNING - timedelta(minutes=minutes_ago)
    plant = {"workplace": cast.plant, "township_code": cast.plant.township_code, "category": "other", "channel": "web"}
    Observation.objects.bulk_create(
        Observation(day=DAY, received_at=at, receipt_hash=f"{minutes_ago}:{one}", content_hash="", **plant)
        for one in range(number)
    )


def proof(key: str, bits: int) -> str:
    return next(str(one) for one in count() if flood.proves(key, str(one), bits))


def waiting(cast: Cast) -> int:
    return queries.waiting_in_quarantine(scope(cast, "officer of district"))


def events_for_people() -> int:
    return Event.objects.filter(action="report.needs_person").count()


def test_a_training_room_gets_through(cast: Cast, address: str) -> None:
    """500 people from one address within ten minutes."""
    client = Client(REMOTE_ADDR="127.0.0.9")
    answers = {client.post(address, form(number)).status_code for number in range(500)}
    assert answers == {200}
    assert (Observation.objects.count(), Quarantine.objects.count(), events_for_people()) == (500, 0, 500)


def test_in_a_flood_a_report_without_proof_is_kept_aside_and_has_its_receipt(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount)
    answer = Client().post(address, form(1))
    assert answer.status_code == 200 and b'class="receipt"' in answer.content
    assert (waiting(cast), events_for_people()) == (1, 0)


def test_a_page_that_can_calculate_is_told_how_much_and_passes(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount)
    told = Client().post(address, form(1, proof=""))
    assert told.status_code == 429
    bits = int(told["X-Proof-Bits"])
    assert bits == POLICY.proof_bits
    answer = Client().post(address, form(1, proof=proof(f"{1:024}", bits)))
    assert answer.status_code == 200
    assert (waiting(cast), events_for_people()) == (0, 1)


def test_a_proof_serves_one_report(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount)
    used = proof(f"{1:024}", POLICY.proof_bits)
    Client().post(address, form(1, proof=used))
    Client().post(address, form(2, proof=used))
    assert (waiting(cast), events_for_people()) == (1, 1)


def test_beyond_all_measure_everything_is_looked_at(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount * POLICY.flood_factor)
    assert Client().post(address, form(1, proof="")).status_code == 200
    assert waiting(cast) == 1


def test_a_flood_passes(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount, minutes_ago=POLICY.flood_minutes + 1)
    Client().post(address, form(1))
    assert (waiting(cast), events_for_people()) == (0, 1)


def test_the_api_asks_for_the_same(cast: Cast, address: str) -> None:
    crowd(cast, 2 * cast.plant.headcount)
    link = address.split("/")[2]
    for number, key in enumerate(("a" * 24, "b" * 24)):
        body = {"link": link, "category": "other", "day": DAY.isoformat(), "text": "", "key": key}
        body |= {"proof": proof(key, POLICY.proof_bits)} if number else {}
        assert Client().post("/api/v1/observations", body, content_type="application/json").status_code == 201
    assert (waiting(cast), events_for_people()) == (1, 1)


# --- what becomes of it -----------------------------------------------------------------------------------


@pytest.fixture
def held(cast: Cast) -> Quarantine:
    told = actions.report_danger(
        workplace=cast.plant, category="other", text="", day=DAY, channel="web", via="web", at=MORNING, aside=True
    )
    return Quarantine.objects.get(observation=told.observation)


def decide(client: Client, cast: Cast, decision: str) -> int:
    return client.post(f"/quarantine/{cast.plant.pk}/", {"decision": decision}).status_code


def test_an_officer_lets_it_go_on_and_it_becomes_a_case(
    cast: Cast, held: Quarantine, as_person: Callable[[str], Client]
) -> None:
    client = as_person("officer of district")
    assert cast.plant.name in client.get("/quarantine/").content.decode()
    assert decide(client, cast, "through") == 302
    while events.work_one(HANDLERS):
        pass
    assert casework.case_of_observation(held.observation) is not None
    assert waiting(cast) == 0


def test_what_was_set_aside_can_be_taken_back_once(
    cast: Cast, held: Quarantine, as_person: Callable[[str], Client]
) -> None:
    client = as_person("officer of district")
    decide(client, cast, "aside")
    assert (waiting(cast), events_for_people()) == (0, 0)
    assert cast.plant.name in client.get("/quarantine/").content.decode()
    decide(client, cast, "through")
    decide(client, cast, "through")
    assert events_for_people() == 1


def test_nobody_elsewhere_sees_it(cast: Cast, held: Quarantine, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of next district")
    assert cast.plant.name not in client.get("/quarantine/").content.decode()
    assert decide(client, cast, "through") == 404
    assert waiting(cast) == 1


def test_after_hours_it_goes_on_by_itself(cast: Cast, held: Quarantine) -> None:
    late = MORNING + timedelta(hours=POLICY.quarantine_hours)
    assert actions.let_through_by_itself(at=late - timedelta(minutes=1), via="shell") == 0
    assert actions.let_through_by_itself(at=late, via="shell") == 1
    assert actions.let_through_by_itself(at=late, via="shell") == 0
    assert (waiting(cast), events_for_people()) == (0, 1)


def test_what_an_officer_set_aside_does_not_go_on_by_itself(cast: Cast, held: Quarantine) -> None:
    actions.set_aside([held], actor=person(1), via="web", at=MORNING)
    assert actions.let_through_by_itself(at=MORNING + timedelta(days=3), via="shell") == 0


def test_whoever_holds_the_receipt_is_told(cast: Cast, client: Client) -> None:
    told = actions.report_danger(
        workplace=cast.plant, category="other", text="", day=DAY, channel="web", via="web", at=MORNING, aside=True
    )
    page = client.post(
        reverse("casework:follow"), {"receipt": told.receipt}, headers={"accept-language": "en"}
    ).content.decode()
    assert "a person looks at it first" in page
    actions.set_aside(list(Quarantine.objects.all()), actor=person(1), via="web", at=MORNING)
    page = client.post(
        reverse("casework:follow"), {"receipt": told.receipt}, headers={"accept-language": "en"}
    ).content.decode()
    assert "has set it aside" in page


# --- the rule ---------------------------------------------------------------------------------------------


@given(some.integers(0, 10**6), some.integers(0, 10**6), some.integers(0, 10**5))
def test_more_reports_never_ask_for_less(at_workplace: int, in_district: int, people: int) -> None:
    before = Pressure(at_workplace, in_district, people)
    after = Pressure(at_workplace + 1, in_district + 1, people)
    assert flood.bits(before, POLICY) <= flood.bits(after, POLICY)
    assert flood.overflows(before, POLICY) <= flood.overflows(after, POLICY)
    assert (flood.bits(before, POLICY) == 0) == flood.passes(before, POLICY, key="", proof="")


@given(some.text(max_size=30), some.integers(1, 12))
def test_a_proof_is_what_it_says(key: str, bits: int) -> None:
    for number in map(str, range(300)):
        begins = bin(int(sha256(f"{key}:{number}".encode(errors="replace")).hexdigest(), 16))[2:].zfill(256)[:bits]
        if key.isprintable() and key.isascii() and key:
            assert flood.proves(key, number, bits) == (begins == "0" * bits)

"""What is taken from below and what is refused; who is late. Both sides live in one database here."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from qianshao.briefing import keys
from qianshao.briefing.exchange import signing, wire
from qianshao.briefing.exchange.figures import figures
from qianshao.briefing.exchange.upward import actions, cards, queries
from qianshao.briefing.exchange.upward.commands import upward
from qianshao.briefing.models import Arrival, Dispatch, Lower, Upper
from qianshao.briefing.rules import upward as rules
from qianshao.briefing.rules.upward import Document, Standing, Take
from qianshao.core import clock, events
from qianshao.core.actor import system
from qianshao.core.problems import Problem
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.scope import EVERYTHING
from tests.cast import DAY, MORNING, Cast, scope

WHO: dict[str, Any] = {"actor": system("test"), "via": "shell", "at": MORNING}
EARLIEST = datetime(2022, 1, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
BELOW = SigningKey(b"\1" * 32)
"""The key of a district's installation."""


def keep(data: Path, *ring: SigningKey) -> None:
    """As the keys of this installation, the newest first."""
    data.mkdir(parents=True, exist_ok=True)
    (data / keys.NAME).write_text("\n".join(bytes(key).hex() for key in ring))


def card_of(key: SigningKey, name: str, territory: str) -> cards.Card:
    return cards.Card(name, territory, bytes(key.verify_key))


def document(number: int = 1, previous: str = "", **changed: Any) -> bytes:
    line = {"territory": "500113111", **dict.fromkeys(rules.COUNTS, 3), **dict.fromkeys(rules.SUMS)}
    whole = Document(keys.mark(bytes(BELOW.verify_key)), number, previous, "500113", DAY, MORNING, False, [line])
    return rules.written(replace(whole, **changed).as_dict())


def signed(text: bytes, key: SigningKey = BELOW) -> str:
    return b64encode(key.sign(rules.FIGURES.encode() + b"\n" + text).signature).decode()


def send(text: bytes, signature: str | None = None, client: Client | None = None) -> Any:
    head = {"Qianshao-Key": keys.mark(bytes(BELOW.verify_key)), "Qianshao-Signature": signature or signed(text)}
    return (client or Client()).post("/api/v1/upward", text, content_type="application/json", headers=head)


@pytest.fixture
def lower(cast: Cast) -> Lower:
    return actions.admit(card_of(BELOW, "巴南区总工会", "500113"), due=time(10), **WHO)


# --- above ------------------------------------------------------------------------------------------------


def test_a_document_is_taken_once_however_often_it_comes(lower: Lower) -> None:
    text = document()
    answers = [send(text) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert Arrival.objects.count() == 1
    receipts = [json.loads(answer.content) for answer in answers]
    assert {receipt["last"] for receipt in receipts} == {1}
    assert all(
        signing.holds(keys.public(), rules.RECEIPT, answer.content, answer["Qianshao-Signature"]) for answer in answers
    )


def test_where_one_is_missing_the_answer_says_which(lower: Lower) -> None:
    first = document()
    send(first)
    answer = send(document(3, "x"))
    assert (answer.status_code, json.loads(answer.content)["last"]) == (409, 1)
    assert send(document(2, rules.digest(first))).status_code == 200
    assert Arrival.objects.count() == 2


def test_other_content_under_a_number_or_behind_another_document_is_refused(lower: Lower) -> None:
    send(document())
    for other in (document(1, made_at=MORNING + timedelta(1)), document(2, "0" * 64)):
        answer = send(other)
        assert (answer.status_code, json.loads(answer.content)["problems"][0]["code"]) == (409, "upward.other")
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("harm", ["text", "key", "purpose", "nonsense", "ended"])
def test_what_the_key_has_not_signed_is_refused(lower: Lower, harm: str) -> None:
    text, signature = document(), signed(document())
    if harm == "text":
        text = text.replace(b":3", b":4", 1)
    elif harm == "key":
        signature = signed(text, SigningKey(b"\2" * 32))
    elif harm == "purpose":
        signature = b64encode(BELOW.sign(text).signature).decode()
    elif harm == "nonsense":
        signature = "no signature"
    else:
        actions.end(lower, **WHO)
    assert send(text, signature).status_code == 403
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"territory": "500115", "figures": []}, "upward.territory"),
        ({"generated": True}, "upward.generated"),
        ({"number": -1}, "upward.misfit"),
        ({"figures": [{"territory": "500115007"}]}, "upward.misfit"),
        ({"figures": [{"territory": "500113111", "name": "某人"}]}, "upward.misfit"),
    ],
)
def test_what_says_what_it_must_not_is_refused(lower: Lower, changed: dict[str, Any], code: str) -> None:
    text = document(**changed)
    assert json.loads(send(text).content)["problems"][0]["code"] == code
    assert not Arrival.objects.exists()


def test_another_form_of_figures_is_named(lower: Lower) -> None:
    text = document().replace(b"qianshao.figures/1", b"qianshao.figures/2")
    assert json.loads(send(text).content)["problems"][0]["code"] == "upward.schema"


def test_a_name_beside_the_figures_is_not_taken(lower: Lower) -> None:
    for place in ({"who": "某人"}, {"figures": [{**json.loads(document())["figures"][0], "who": "某人"}]}):
        text = rules.written({**json.loads(document()), **place})
        assert json.loads(send(text).content)["problems"][0]["code"] == "upward.misfit"


def test_a_card_taken_anew_begins_at_one_again(lower: Lower) -> None:
    send(document())
    actions.admit(card_of(BELOW, "巴南区总工会", "500113"), due=time(10), **WHO)
    assert send(document(made_at=MORNING + timedelta(1))).status_code == 200
    assert Arrival.objects.count() == 2 and Lower.objects.filter(ended_at=None).count() == 1


def test_two_cannot_speak_for_one_territory(lower: Lower) -> None:
    with pytest.raises(Problem, match="territory_taken"):
        actions.admit(card_of(SigningKey(b"\2" * 32), "另一个", "500113"), due=time(10), **WHO)


# --- who is late ------------------------------------------------------------------------------------------


def test_who_is_late_is_seen_by_those_above_and_nobody_beside(
    lower: Lower, cast: Cast, as_person: Callable[[str], Client]
) -> None:
    send(document())
    at = MORNING + timedelta(days=3)
    found = queries.below(scope(cast, "officer of city"), day=DAY, at=at)
    assert [(one.standing, one.days_late) for one in found] == [(Standing.LATE, 2)]
    assert found[0].figures and found[0].figures["workplaces"] == 3
    assert queries.below(scope(cast, "officer of next district"), day=DAY, at=at) == []
    link = "/upward/500113/?day=2022-02-08"
    assert link in as_person("officer of city").get("/upward/?day=2022-02-08").content.decode()
    nothing = as_person("officer of city").get("/upward/?day=2022-02-07")
    assert nothing.status_code == 200 and "–" in nothing.content.decode()
    assert "/upward/500113/" not in as_person("officer of group").get("/upward/").content.decode()
    assert as_person("officer of city").get(link).status_code == 200
    for other in ("officer of group", "officer of next district"):
        assert as_person(other).get(link).status_code == 404


def test_what_came_of_a_district_is_shown_by_division_and_day(lower: Lower, cast: Cast) -> None:
    send(document())
    send(document(2, rules.digest(document()), made_at=MORNING + timedelta(hours=1)))
    at = MORNING + timedelta(days=1)
    found = queries.detail(scope(cast, "officer of city"), "500113", day=DAY, at=at)
    assert [(line.code, line.name) for line in found.lines] == [("500113111", "麻柳嘴镇")]
    assert found.lines[0].figures["workplaces"] == 3
    assert [(one.day, one.replaced) for one in found.days] == [(DAY, 1)], "none before it joined"
    after = queries.detail(scope(cast, "officer of city"), "500113", day=DAY + timedelta(days=1), at=at)
    assert after.lines == [] and [one.replaced for one in after.days] == [0, 1]
    assert after.days[0].received_at is None and after.days[0].figures is None


@given(
    newest=st.none() | st.dates(date(2022, 1, 1), date(2022, 3, 1)),
    since=st.dates(date(2022, 1, 1), date(2022, 3, 1)),
    minutes=st.integers(0, 60 * 24 * 60),
    due=st.times(),
)
def test_late_means_that_a_day_that_was_due_is_missing(
    newest: date | None, since: date, minutes: int, due: time
) -> None:
    now = EARLIEST + timedelta(minutes=minutes)
    state, days = rules.standing(newest, now=now, due=due, since=since)
    expected = rules.expected_day(now, due)
    assert (state == Standing.IN_TIME) == (days == 0)
    assert days >= 0
    if newest is not None:
        assert (state == Standing.LATE) == (newest < expected)


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=40))
def test_whatever_comes_in_whatever_order_the_numbers_have_no_gap(coming: list[tuple[int, bool]]) -> None:
    """``coming``: numbers, and whether the document is the right one or another of that number."""
    held: dict[int, str] = {}
    for number, right in coming:
        digest = f"d{number}" if right else f"x{number}"
        last = len(held)
        before = f"d{number - 1}" if number > 1 else ""
        verdict = rules.take(
            last=last,
            last_digest=held.get(last, ""),
            number=number,
            previous=before,
            digest=digest,
            held=held.get(number),
        )
        if verdict == Take.NEW:
            held[number] = digest
        assert list(held) == list(range(1, len(held) + 1))
        assert (verdict == Take.AGAIN) <= (held.get(number) == digest)


# --- below ------------------------------------------------------------------------------------------------


@pytest.fixture
def upper(cast: Cast, own_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upper]:
    """The installation above answers through the test client; here it has another key than the one below."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    keep(own_data, ABOVE)
    yield actions.join(card_of(ABOVE_IN_TRUTH, "重庆市总工会", "50"), "http://127.0.0.1:1", body=cast.district, **WHO)


ABOVE = SigningKey(b"\3" * 32)
ABOVE_IN_TRUTH = SigningKey(b"\4" * 32)


def receipt(last: int, digest: str, key: SigningKey = ABOVE_IN_TRUTH) -> wire.Answer:
    said = {"schema": rules.RECEIPT, "to": keys.mark(keys.public()), "last": last, "digest": digest, "at": ""}
    body = rules.written(said)
    signature = b64encode(key.sign(rules.RECEIPT.encode() + b"\n" + body).signature).decode()
    return wire.Answer(200, body, {"qianshao-signature": signature})


def test_only_what_has_changed_is_frozen_again(upper: Upper, cast: Cast, file: Any) -> None:
    assert actions.prepare(upper, today=DAY, at=MORNING) == actions.BACK + 1
    assert actions.prepare(upper, today=DAY, at=MORNING) == 0
    file(cast.plant, fever=2)
    assert actions.prepare(upper, today=DAY, at=MORNING) == 1
    newest = Dispatch.objects.order_by("-number").first()
    assert newest and newest.day == DAY
    found = rules.read(newest.document.encode())
    assert (found.number, found.previous) == (9, Dispatch.objects.get(number=8).digest)
    plant = next(line for line in found.figures if line["territory"] == cast.plant.township_code)
    assert (plant["workplaces"], plant["reported"], plant["wrong"], plant["fever"]) == (1, 1, 1, 2)


def test_nothing_that_names_a_person_or_a_workplace_goes_up(upper: Upper, cast: Cast, file: Any) -> None:
    file(cast.plant, fever=2)
    actions.prepare(upper, today=DAY, at=MORNING)
    text = "".join(Dispatch.objects.values_list("document", flat=True))
    assert not any(name in text for name in Workplace.objects.values_list("name", flat=True))
    assert not any(person.username in text for person in cast.people.values())


@pytest.mark.parametrize("how", ["unreachable", "another key", "a web page", "a digest of something else"])
def test_what_is_not_confirmed_by_the_one_above_goes_again(
    upper: Upper, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    actions.prepare(upper, today=DAY, at=MORNING)
    first = Dispatch.objects.get(number=1)

    def answer(url: str, body: bytes, headers: dict[str, str]) -> wire.Answer:
        if how == "unreachable":
            raise wire.Unreached("unreachable")
        if how == "another key":
            return receipt(1, first.digest, SigningKey(b"\5" * 32))
        return wire.Answer(200, b"<html>", {}) if how == "a web page" else receipt(1, "0" * 64)

    monkeypatch.setattr(wire, "post", answer)
    assert not actions.send_next(upper, at=MORNING)
    first.refresh_from_db()
    assert first.taken_at is None and first.go_at > MORNING and first.failure
    assert not actions.send_next(upper, at=MORNING), "not before it is time"
    monkeypatch.setattr(wire, "post", lambda *_: receipt(1, first.digest))
    assert actions.send_next(upper, at=first.go_at)


def test_a_receipt_for_less_than_was_confirmed_brings_the_rest_again(
    upper: Upper, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.prepare(upper, today=DAY, at=MORNING)
    rows = list(Dispatch.objects.order_by("number"))
    Dispatch.objects.filter(number__lt=8).update(taken_at=MORNING)
    monkeypatch.setattr(wire, "post", lambda *_: receipt(3, rows[2].digest))
    assert actions.send_next(upper, at=MORNING)
    assert list(Dispatch.objects.filter(taken_at=None).values_list("number", flat=True)) == [4, 5, 6, 7, 8]


def test_the_one_above_gets_what_the_key_that_it_knows_has_signed(
    upper: Upper, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after this installation has a new one."""
    keep(own_data, SigningKey(b"\6" * 32), ABOVE)
    actions.prepare(upper, today=DAY, at=MORNING)
    came: list[tuple[bytes, dict[str, str]]] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> wire.Answer:
        came.append((body, headers))
        raise wire.Unreached("unreachable")

    monkeypatch.setattr(wire, "post", post)
    actions.send_next(upper, at=MORNING)
    ((body, headers),) = came
    known = bytes(ABOVE.verify_key)
    assert headers["Qianshao-Key"] == keys.mark(known) == rules.read(body).sender
    assert signing.holds(known, rules.FIGURES, body, headers["Qianshao-Signature"])


def test_a_receipt_is_signed_with_the_key_that_the_one_below_knows(lower: Lower, own_data: Path) -> None:
    first = keys.own()
    keep(own_data, ABOVE, first)
    answer = send(document())
    assert answer.status_code == 200
    assert signing.holds(bytes(first.verify_key), rules.RECEIPT, answer.content, answer["Qianshao-Signature"])


# --- figures ----------------------------------------------------------------------------------------------


def test_the_figures_of_a_day_are_those_of_the_newest_reports(cast: Cast, file: Any) -> None:
    file(cast.plant, fever=2, on_duty=50)
    file(cast.plant, fever=1)
    file(cast.shop, fever=0)
    lines = {line["territory"]: line for line in figures(EVERYTHING, "500113", day=DAY, at=MORNING)}
    assert lines[cast.plant.township_code]["fever"] == 1
    assert lines[cast.plant.township_code]["on_duty"] is None, "the newest report does not state it"
    assert lines[cast.shop.township_code]["fever"] == 0
    assert lines[cast.shop.township_code]["suspected"] is None, "not stated is not zero"


# --- cards and commands -----------------------------------------------------------------------------------


def test_a_card_is_read_as_it_was_written_and_not_when_it_was_changed(db: None) -> None:
    made, text = cards.own("巴南区总工会", "500113")
    assert cards.read(text.encode()) == made
    for harmed in (text.replace("500113", "500115"), text[:-20], "{}", "[]", text.replace("巴南", "长寿")):
        with pytest.raises(Problem, match=r"upward\.card"):
            cards.read(harmed.encode())


def test_the_commands(cast: Cast, tmp_path: Any) -> None:
    card = tmp_path / "card.json"
    run = CliRunner().invoke
    made = run(upward, ["card", str(card), "--body", "500113", "--json"])
    assert json.loads(made.output)["territory"] == "500113"
    refused = run(upward, ["admit", str(card)])
    assert isinstance(refused.exception, Problem) and refused.exception.code == "upward.own_card"
    Territory.objects.get(code="500113")
    keys_of_other = card_of(BELOW, "巴南区总工会", "500113")
    actions.admit(keys_of_other, due=time(10), **WHO)
    shown = json.loads(run(upward, ["status", "--json", "--day", "2022-02-08"]).output)
    assert shown["below"][0]["standing"] in ("never", "late", "in_time")
    assert run(upward, ["end", "below", "500113"]).exit_code == 0
    assert not Lower.objects.filter(ended_at=None).exists()


def test_what_passes_stands_on_the_trail(lower: Lower) -> None:
    send(document())
    while events.seal():
        pass
    assert events.verify()[1] is None

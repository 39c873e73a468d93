"""A real receiver on this machine that fails, is slow, hangs up, and is killed: it hears of everything."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from qianshao.briefing.exchange import wire
from qianshao.briefing.exchange.webhooks import actions
from qianshao.briefing.exchange.webhooks.commands import webhook
from qianshao.briefing.models import Delivery, DeliveryState, Hook
from qianshao.briefing.rules import webhooks as rules
from qianshao.core import events
from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from tests.cast import MORNING, Cast

WHO: dict[str, Any] = {"actor": system("test"), "via": "shell"}
LATER = MORNING + timedelta(hours=2)


class Receiver:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "noted"
        self.file.touch()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.mood("well")
        self.start()

    def start(self) -> None:
        script = Path(__file__).with_name("receiver.py")
        self.process = subprocess.Popen([sys.executable, str(script), str(self.port), str(self.file)])
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the receiver did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def mood(self, mood: str) -> None:
        self.file.with_suffix(".mood").write_text(mood)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def noted(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def events(self) -> list[int]:
        return [json.loads(one["body"])["data"]["event"] for one in self.noted]


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(wire, "TIMEOUT", 4)
    made = Receiver(tmp_path)
    yield made
    made.kill()


def add(receiver: Receiver, territory: str = "", *patterns: str) -> tuple[Hook, str]:
    wanted = patterns or ("case.*",)
    return actions.add(receiver.url, label="", territory=territory, patterns=wanted, **WHO, at=MORNING)


def happen(action: str = "case.opened", territory: str = "500113111") -> int:
    row = events.record(
        action,
        actor=system("test"),
        via="worker",
        at=MORNING,
        subject=("case", 7),
        territory=territory,
        data={"who": 1},
    )
    events.seal()
    return row.pk


def go(at: datetime = MORNING) -> None:
    while actions.fan_out(at=at):
        pass
    actions.deliver(at=at)


def test_it_hears_what_it_asked_for_and_nothing_else(db: None, receiver: Receiver) -> None:
    happen()
    hook, _ = add(receiver, "500113", "case.*", "signal.confirmed")
    told = [happen(), happen("signal.confirmed")]
    happen("signal.opened")
    happen("case.opened", "500115007")
    happen("account.made")
    happen("report.needs_person")
    go()
    assert receiver.events() == told
    assert set(json.loads(receiver.noted[0]["body"])) == {"type", "timestamp", "data"}
    assert "who" not in receiver.noted[0]["body"] and "test" not in receiver.noted[0]["body"]
    go()
    assert receiver.events() == told, "once it is confirmed it is not sent again"
    actions.end(hook, **WHO, at=MORNING)
    happen()
    go()
    assert receiver.events() == told


def test_the_signature_is_over_number_time_and_body(db: None, receiver: Receiver) -> None:
    _, secret = add(receiver)
    happen()
    go()
    (noted,) = receiver.noted
    heads = noted["headers"]
    signed = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.{noted['body']}".encode()
    right = b64encode(digest(b64decode(secret.removeprefix("whsec_")), signed, sha256)).decode()
    assert heads["webhook-signature"] == f"v1,{right}"
    assert abs(int(heads["webhook-timestamp"]) - time.time()) < 600


def test_the_example_of_the_specification() -> None:
    """Standard Webhooks: the vector that its libraries are tested with."""
    made = rules.headers(
        b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        number="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        body=b'{"test": 2432232314}',
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("mood", ["failing", "slow", "redirecting", "hanging up"])
def test_what_was_not_confirmed_comes_again_in_order(db: None, receiver: Receiver, mood: str) -> None:
    add(receiver)
    told = [happen(), happen()]
    receiver.mood(mood)
    go()
    first = Delivery.objects.order_by("event_id")[0]
    assert (first.state, first.attempts) == (DeliveryState.WAITING, 1) and first.failure
    assert Delivery.objects.order_by("event_id")[1].attempts == 0, "nothing overtakes it"
    receiver.mood("well")
    go()
    assert Delivery.objects.filter(state=DeliveryState.SENT).count() == 0, "not before it is time"
    go(LATER)
    assert list(dict.fromkeys(receiver.events())) == told
    numbers = {one["headers"]["webhook-id"] for one in receiver.noted}
    assert len(numbers) == 2, "sent again, it has the same number"


def test_a_receiver_that_is_killed_hears_of_all_of_it_afterwards(db: None, receiver: Receiver) -> None:
    add(receiver)
    told = [happen() for _ in range(4)]
    go()
    receiver.kill()
    told += [happen() for _ in range(4)]
    go()
    receiver.start()
    go(LATER)
    assert receiver.events() == told


def test_a_process_that_died_with_a_message_in_its_hand_loses_nothing(db: None, receiver: Receiver) -> None:
    hook, _ = add(receiver)
    happen()
    while actions.fan_out(at=MORNING):
        pass
    assert actions._claimed(hook, MORNING) is not None
    assert actions._claimed(hook, MORNING) is None, "nobody else has it meanwhile"
    go(MORNING + actions.CLAIM)
    assert len(receiver.events()) == 1


def test_one_that_never_answers_holds_nobody_up_and_is_given_up(db: None, receiver: Receiver) -> None:
    dead, _ = actions.add("http://127.0.0.1:1/", label="", territory="", patterns=["case.*"], **WHO, at=MORNING)
    add(receiver)
    happen()
    go()
    assert len(receiver.events()) == 1
    go(MORNING + rules.GIVE_UP + timedelta(hours=1))
    assert Delivery.objects.get(hook=dead).state == DeliveryState.FAILED
    assert actions.resend(dead, at=LATER) == 1


def test_an_event_that_was_committed_late_is_told_too(db: None, receiver: Receiver) -> None:
    """Numbers are given out before a transaction ends: the one with the smaller number may appear later."""
    add(receiver)
    late = happen()
    Event.objects.filter(pk=late).update(seal_number=None, seal="")
    Event.objects.filter(pk=happen()).update(seal_number=2)
    go()
    events.seal()
    go()
    assert late in receiver.events()


@pytest.mark.parametrize("pattern", ["report.*", "account.made", "case", "case.", "*", "identity.*", "case.a b"])
def test_of_reports_accounts_and_identities_nobody_is_told(db: None, pattern: str) -> None:
    assert not rules.is_known(pattern)
    with pytest.raises(Problem, match=r"webhook\.action"):
        actions.add("https://x.example/", label="", territory="", patterns=[pattern], **WHO, at=MORNING)


@pytest.mark.parametrize("url", ["http://x.example/", "ftp://127.0.0.1/", "https://a:b@x.example/", "nonsense", ""])
def test_an_address_without_tls_is_for_this_machine_alone(db: None, url: str) -> None:
    with pytest.raises(Problem, match=r"upward\.url"):
        actions.add(url, label="", territory="", patterns=["case.*"], **WHO, at=MORNING)


def test_the_log_and_the_commands(cast: Cast, receiver: Receiver, as_person: Callable[[str], Client]) -> None:
    run = CliRunner().invoke
    made = json.loads(
        run(webhook, ["add", receiver.url, "--actions", "case.*", "--territory", "500113", "--json"]).output
    )
    happen()
    go(datetime.now(UTC))
    page = as_person("administrator of district").get("/webhooks/").content.decode()
    assert receiver.url in page and made["secret"] not in page
    assert json.loads(run(webhook, ["list", "--json"]).output)[0]["sent"] == 1
    assert "0 wait again" in run(webhook, ["resend", str(made["number"])]).output
    assert run(webhook, ["end", str(made["number"])]).exit_code == 0
    actions.add(receiver.url, label="whole country", territory="", patterns=["case.*"], **WHO, at=MORNING)
    assert "whole country" not in as_person("administrator of district").get("/webhooks/").content.decode()

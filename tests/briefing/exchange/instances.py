"""Two installations, each with a data directory and processes of its own, on SQLite.

Run as a program it does something inside one of them: python -m tests.briefing.exchange.instances WHAT.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.processes import descendants, kill

DATABASE = "qianshao.sqlite3"
PATIENCE = 600


@dataclass
class Instance:
    data: Path
    port: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data.mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def copy_of(self, other: Instance) -> None:
        """The same tables and what is in them, with a secret of its own."""
        shutil.copy(other.data / DATABASE, self.data / DATABASE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _environment(self) -> dict[str, str]:
        own = {"QIANSHAO_DATABASE_URL", "PORT", "QIANSHAO_SECRET_KEY"}
        kept = {name: value for name, value in os.environ.items() if name not in own}
        named = {"QIANSHAO_DATA": str(self.data), "QIANSHAO_LANG": "en"}
        return {**kept, **named, "DJANGO_SETTINGS_MODULE": "qianshao.config.settings"}

    def inside(self, *arguments: str) -> Any:
        return json.loads(self._run([sys.executable, "-m", "tests.briefing.exchange.instances", *arguments]))

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self._environment(), capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str, *command: str) -> None:
        with (self.data / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def pass_on(self) -> None:
        """The process of `qianshao exchange`."""
        self.start("exchange", "tests.briefing.exchange.instances", "exchange", "--pause", "0.05")

    def serve(self) -> None:
        """As `qianshao serve` does, and waits until it answers."""
        web = ("granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(self.port))
        self.start("serve", *web, "--no-access-log", "--log-level", "warning", "qianshao.config.asgi:application")
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
                return
            except (OSError, HTTPException):
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError((self.data / "serve.log").read_text())

    def kill(self, name: str) -> None:
        """As a power cut would."""
        process = self.running.pop(name)
        for pid in (*descendants(process.pid), process.pid):
            kill(pid)
        process.wait(timeout=PATIENCE)

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)


# --- inside one of them -----------------------------------------------------------------------------------


def migrate() -> Any:
    """The tables. Nobody needs them to survive a power cut before anything is in them."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)
    return {}


def make() -> Any:
    """The cast."""
    from django.conf import settings

    from tests.cast import assemble

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in here
    assemble()
    return {}


def card(body: str) -> Any:
    """Of the federation of a division."""
    from qianshao.briefing.exchange.upward import cards
    from qianshao.registry.models import Body

    federation = Body.objects.get(kind="federation", territory=body)
    return cards.own(federation.name, body)[1]


def admit(card: str) -> Any:
    from datetime import time as hour

    from qianshao.briefing.exchange.upward import actions, cards
    from qianshao.core import clock
    from qianshao.core.actor import system

    actions.admit(cards.read(card.encode()), due=hour(23, 59), actor=system("test"), via="shell", at=clock.now())
    return {}


def join(card: str, url: str) -> Any:
    from qianshao.briefing.exchange.upward import actions, cards
    from qianshao.core import clock
    from qianshao.core.actor import system
    from qianshao.registry.models import Body

    body = Body.objects.get(kind="federation", territory="500113")
    actions.join(cards.read(card.encode()), url, body=body, actor=system("test"), via="shell", at=clock.now())
    return {}


def send() -> Any:
    from qianshao.briefing.exchange.upward import actions
    from qianshao.core import clock

    return {"sent": actions.pass_on(today=clock.today(), at=clock.now(), at_once=True)}


def status() -> Any:
    from qianshao.briefing.exchange.upward import queries
    from qianshao.core import clock
    from qianshao.registry.scope import EVERYTHING

    below = queries.below(EVERYTHING, day=clock.today(), at=clock.now())
    above = queries.above(EVERYTHING)
    return {"below": [one.as_dict() for one in below], "above": [one.as_dict() for one in above]}


def backup(name: str, *arguments: str) -> Any:
    from qianshao.config import backup as backups

    command = {"backup": backups.backup, "restore": backups.restore}[name]
    command.main([*arguments], standalone_mode=False)
    return None


def feed(rounds: str) -> Any:
    """Reports of the last days, one after the other, and after each the figures are looked at again."""
    from datetime import timedelta

    from qianshao.briefing.exchange.upward import actions, queries
    from qianshao.core import clock
    from qianshao.core.actor import system
    from qianshao.intake.actions import Submission, file_daily_report
    from qianshao.intake.rules.daily import Numbers
    from qianshao.registry.models import Workplace

    dice = random.Random(int(rounds))  # noqa: S311
    (upper,) = queries.uppers()
    places = list(Workplace.objects.filter(closed_on=None, district_code="500113"))
    for number in range(int(rounds)):
        day = clock.today() - timedelta(days=dice.randrange(8))
        numbers = Numbers(headcount=100, on_duty=number, fever=dice.randrange(3))
        submission = Submission(dice.choice(places), day, "union", numbers, "demo")
        file_daily_report(submission, actor=system("test"), via="demo", at=clock.now())
        actions.prepare(upper, today=clock.today(), at=clock.now())
        time.sleep(0.02)
    return {"fed": int(rounds)}


def sent() -> Any:
    """What has been frozen here, what of it is confirmed, and the figures as they are now."""
    from datetime import timedelta

    from qianshao.briefing.exchange.figures import figures
    from qianshao.briefing.models import Dispatch
    from qianshao.core import clock
    from qianshao.core.models import Event
    from qianshao.registry.scope import EVERYTHING

    days = [clock.today() - timedelta(days=ago) for ago in range(8)]
    now = clock.now()
    return {
        "documents": list(Dispatch.objects.order_by("number").values_list("number", "digest")),
        "waiting": Dispatch.objects.filter(taken_at=None).count(),
        "figures": {str(day): figures(EVERYTHING, "500113", day=day, at=now) for day in days},
        "events": Event.objects.filter(action="upward.passed").count(),
    }


def held() -> Any:
    """What has arrived here: each document, its events, and the newest figures of each day."""
    from qianshao.briefing.exchange.upward.queries import lines
    from qianshao.briefing.models import Arrival
    from qianshao.core.models import Event

    rows = list(Arrival.objects.order_by("number"))
    events = Event.objects.filter(action="upward.received").order_by("id")
    return {
        "documents": [(row.number, row.digest) for row in rows],
        "events": [row.data["number"] for row in events],
        "figures": {str(row.day): lines(row) for row in rows},
    }


def digests() -> dict[str, str]:
    """Of all rows of each table, as they are in this database."""
    import hashlib

    from qianshao.briefing.exchange.moving import tables

    found = {}
    for model in tables.taken(secrets=True):
        # In an order that no database's way of sorting texts changes.
        lines = sorted(json.dumps(row, sort_keys=True) for row in tables.rows(model, secrets=True))
        found[tables.label(model)] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def unpack(file: str) -> Any:
    from qianshao.briefing.exchange.moving import unpacking

    unpacking.unpack(Path(file), watch=lambda items, *_: items)
    return digests()


def pack(file: str) -> Any:
    from qianshao.briefing.exchange.moving import packing
    from qianshao.core import clock
    from qianshao.core.actor import system

    everything: dict[str, Any] = {"secrets": True, "watch": lambda items, *_: items}
    packing.pack(Path(file), **everything, actor=system("test"), via="shell", at=clock.now())
    return digests()


INSIDE = {one.__name__: one for one in (migrate, make, card, admit, join, feed, send, status, sent, held, unpack, pack)}

if __name__ == "__main__":
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    if name in ("backup", "restore"):
        with redirect_stdout(sys.stderr):
            backup(name, *arguments)
        sys.stdout.write("null")
    elif name == "exchange":
        from qianshao.briefing.exchange.commands import exchange

        exchange(arguments)
    else:
        sys.stdout.write(json.dumps(INSIDE[name](*arguments), default=str))

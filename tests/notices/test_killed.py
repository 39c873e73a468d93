"""``qianshao deliver`` is killed in the middle of it, again and again: nobody is left out, and whoever was told and
written down as told is not told again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from qianshao.notices.actions.delivery import BATCH
from tests.casework.test_crowd import URL, _on_server, _url
from tests.notices.posts import Post, mail_post
from tests.processes import kill

ROOT = Path(__file__).parents[2]
KILLS, PATIENCE = 3, 300


@pytest.fixture
def mail() -> Iterator[Post]:
    with mail_post() as post:
        yield post


@pytest.fixture
def environment(tmp_path: Path, mail: Post) -> Iterator[dict[str, str]]:
    name = f"killed_{uuid4().hex[:12]}"
    if URL:
        _on_server(f'CREATE DATABASE "{name}"')
    yield {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "QIANSHAO_DATA": str(tmp_path),
        "QIANSHAO_DATABASE_URL": _url(name),
        "QIANSHAO_MAIL": f"smtp://127.0.0.1:{mail.port}?plain=1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    if URL:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(what: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.notices.desk", what]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout)) if done.stdout else {}


def deliver(environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([Path(sys.executable).parent / "qianshao", "deliver", *options], env=environment, cwd=ROOT)


def test_nobody_is_left_out_and_nobody_who_is_down_as_told_is_told_again(
    environment: dict[str, str], mail: Post
) -> None:
    ask("prepare", environment)
    everybody = set(ask("look", environment)["states"])
    mail.delay = 0.2
    told_by_then: dict[str, int] = {}
    for round_ in range(1, KILLS + 1):
        process = deliver(environment)
        _wait(lambda enough=round_ * BATCH: len(mail.got) > enough, process)  # type: ignore[misc]
        kill(process.pid)
        process.wait()
        settled = [to for to, state in ask("look", environment)["states"].items() if state == "sent"]
        counts = Counter(to for to, *_ in mail.got)
        told_by_then |= {to: counts[to] for to in settled if to not in told_by_then}
        assert all(counts[to] == told for to, told in told_by_then.items())
        ask("forget_claims", environment)
    assert told_by_then and set(told_by_then) != everybody, "killed too early or too late to show anything"

    mail.delay = 0
    assert deliver(environment, "--once").wait(timeout=PATIENCE) == 0
    found, counts = ask("look", environment), Counter(to for to, *_ in mail.got)
    assert set(counts) == everybody and set(found["states"].values()) == {"sent"}
    assert all(counts[to] == told for to, told in told_by_then.items())
    again = sum(counts.values()) - len(everybody)
    assert again <= KILLS * BATCH, "at most what was under way when it was killed goes twice"
    assert found["notices"] == 1 and found["messages"] == len(everybody)
    assert deliver(environment, "--once").wait(timeout=PATIENCE) == 0
    assert sum(counts.values()) == len(mail.got), "then there is nothing left"


def _wait(until: Any, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < end, "it delivers nothing"
        time.sleep(0.01)

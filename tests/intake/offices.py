"""A desk of its own for a test: a database on disk, and processes that work on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).parents[2]


class Desk:
    def __init__(self, data: Path, url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "QIANSHAO_DATA": str(data),
            "QIANSHAO_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def start(self, what: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.intake.desk", what],
            env=self.environment,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, what: str, told: str = "") -> list[dict[str, Any]]:
        process = self.start(what)
        output, _ = process.communicate(told, timeout=300)
        assert process.returncode == 0, output
        return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """On a file of SQLite, or on a database of its own beside the one that the tests use."""
    url = os.environ.get("QIANSHAO_DATABASE_URL", "")
    name = f"desk_{uuid4().hex[:12]}"
    if not url:
        yield _prepared(Desk(tmp_path, ""))
        return
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield _prepared(Desk(tmp_path, urlsplit(url)._replace(path=f"/{name}").geturl()))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _prepared(desk: Desk) -> Desk:
    desk.run("prepare")
    return desk

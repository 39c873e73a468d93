"""The leak test: a server, a reporter with planted marks, and nothing of them left; then with a hole in the wall."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from qianshao.config.selfcheck import leaks

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("QIANSHAO_DATABASE_URL")), reason="the check brings a database of its own, so it runs once"
)

HOLE = """
import sys
if any("granian" in one for one in sys.orig_argv):
    import django.core.handlers.asgi as asgi
    first = asgi.ASGIRequest.__init__
    def noted(self, scope, body):
        first(self, scope, body)
        print(self.META.get("HTTP_X_FORWARDED_FOR"), file=sys.stderr, flush=True)
    asgi.ASGIRequest.__init__ = noted
"""
"""A server that writes addresses into its log."""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    leaks.make_ready(folder)
    return folder


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "check"))


def test_nothing_of_a_reporter_is_left(folder: Path) -> None:
    outcome = leaks.check(folder)
    assert not outcome.leaks, "\n".join(map(str, outcome.leaks))
    assert outcome.proved >= 18 and outcome.files > 5


def test_a_server_that_notes_addresses_is_found_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hole = tmp_path / "hole"
    hole.mkdir()
    (hole / "sitecustomize.py").write_text(HOLE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(hole), os.environ.get("PYTHONPATH", "")]))
    assert {leak.plant for leak in leaks.check(folder).leaks} == {"forwarded address"}

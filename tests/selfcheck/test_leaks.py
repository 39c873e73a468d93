"""The leak test: a server, a reporter with planted marks, and nothing of them left; then with a hole in the wall."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qianshao.config.selfcheck import leaks

HOLE = """
import os, sys
if "granian" in sys.argv or any("granian" in one for one in sys.orig_argv):
    from qianshao.intake import actions
    kept = actions.report_danger
    def report(**what):
        print("reported with", what["key"], flush=True)
        return kept(**what)
    import urllib.parse
    import django.core.handlers.asgi as asgi
    first = asgi.ASGIRequest.__init__
    def noted(self, scope, body):
        first(self, scope, body)
        print(self.META.get("HTTP_X_FORWARDED_FOR"), file=sys.stderr, flush=True)
    asgi.ASGIRequest.__init__ = noted
"""
"""A server that writes addresses into its log."""


def test_nothing_of_a_reporter_is_left(tmp_path: Path) -> None:
    outcome = leaks.check(tmp_path)
    assert not outcome.leaks, "\n".join(map(str, outcome.leaks))
    assert outcome.proved >= 18 and outcome.files > 5


def test_a_server_that_notes_addresses_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hole = tmp_path / "hole"
    hole.mkdir()
    (hole / "sitecustomize.py").write_text(HOLE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(hole), os.environ.get("PYTHONPATH", "")]))
    folder = tmp_path / "check"
    folder.mkdir()
    assert {leak.plant for leak in leaks.check(folder).leaks} == {"forwarded address"}

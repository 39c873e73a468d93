"""A data directory in which nothing has been set up: each command says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def qianshao(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QIANSHAO_DATA": str(data), "QIANSHAO_DATABASE_URL": "", "QIANSHAO_LANG": "en"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "qianshao.config.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize(
    "arguments",
    [("who", "x"), ("cases", "--json"), ("board",), ("work",), ("deliver",), ("exchange",)],
    ids=lambda one: one[0],
)
def test_a_sentence_and_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Those too that otherwise wait for a database that does not answer."""
    said = qianshao(tmp_path, *arguments)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.startswith("Error: The database has not been set up")
    assert "qianshao init" in said.stderr
    assert "Traceback" not in said.stderr


def test_once_it_is_set_up_other_faults_are_told_as_they_are(tmp_path: Path) -> None:
    assert qianshao(tmp_path, "init").returncode == 0
    said = qianshao(tmp_path, "who", "x")
    assert said.returncode == 1
    assert "set up" not in said.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("cases", "--help"), ("detect", "series", "--help"), ("policy", "check")],
    ids=lambda one: " ".join(one),
)
def test_what_needs_no_data_leaves_no_folder(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert qianshao(tmp_path / "data", *arguments).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_series_is_looked_at_without_a_folder(tmp_path: Path) -> None:
    series = tmp_path / "series.csv"
    series.write_text("date,series,count\n" + "".join(f"2022-02-{day:02},plant,{day % 3}\n" for day in range(1, 29)))
    said = qianshao(tmp_path / "data", "detect", "series", str(series), "--method", "ears-c1")
    assert said.returncode == 0, said.stderr
    assert list(tmp_path.iterdir()) == [series]


def test_the_folder_is_made_with_the_database(tmp_path: Path) -> None:
    data = tmp_path / "far" / "away"
    assert qianshao(data, "init").returncode == 0
    assert (data / "qianshao.sqlite3").is_file()

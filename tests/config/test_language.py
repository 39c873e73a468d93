"""The console speaks the language of QIANSHAO_LANG, whatever was spoken before in the same process."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from qianshao.config.cli import main


def said(language: str, path: Path) -> str:
    return CliRunner(env={"QIANSHAO_LANG": language}).invoke(main, ["detect", "series", str(path), *METHOD]).stderr


METHOD = ["--method", "cusum"]


def test_each_command_in_its_own_language(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    first, second, third = (said(language, path) for language in ("en", "zh-hans", "en"))
    assert first.isascii()
    assert not second.isascii()
    assert third == first

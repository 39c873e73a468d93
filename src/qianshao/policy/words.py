"""Texts of policy files in the languages of the program."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh-hans", "en")


def told(texts: Mapping[str, str], language: str | None) -> str:
    """In the reader's language, else in Chinese."""
    return texts.get(language or "") or texts.get("zh-hans", "")

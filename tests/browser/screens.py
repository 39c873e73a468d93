"""The screens that pages are looked at on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest


@dataclass(frozen=True)
class Screen:
    name: str
    width: int
    height: int
    touch: bool = False
    dark: bool = False
    language: str = "zh-CN"

    def __str__(self) -> str:
        return "-".join([self.name, self.language, *(["dark"] if self.dark else [])])

    def in_english(self) -> Screen:
        return replace(self, language="en-GB")

    def in_the_dark(self) -> Screen:
        return replace(self, dark=True)


PHONE = Screen("phone", 375, 812, touch=True)
DESKTOP = Screen("desktop", 1440, 900)


def on(*screens: Screen) -> pytest.MarkDecorator:
    """Runs a test on these screens only: ``@on(PHONE, DESKTOP.in_english())``."""
    return pytest.mark.parametrize("browser_page", screens, indirect=True, ids=str)

"""The policy on daily reports."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reporting:
    """The numbers of ``shipped/reporting.toml``, where each is explained."""

    due: time
    days_back: int
    largest_headcount: int
    absent_unexplained: int
    days_of_masks: int


@cache
def shipped() -> Reporting:
    text = (Path(__file__).parent / "shipped" / "reporting.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    return Reporting(**{**values, "due": time.fromisoformat(values["due"])})

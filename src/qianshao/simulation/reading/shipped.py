"""The scenarios that come with the program, and files of one's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qianshao.simulation.reading.faults import ScenarioError
from qianshao.simulation.reading.whole import read
from qianshao.simulation.scenario import Scenario

FOLDER = Path(__file__).parent.parent / "scenarios"
DEFAULT = "sars-cov-2-2020"


def shipped_names() -> list[str]:
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != DEFAULT, name))


@cache
def shipped(name: str = DEFAULT) -> Scenario:
    path = FOLDER / f"{name}.toml"
    return read(path.read_text(encoding="utf-8"), path.name)


def read_file(path: Path) -> Scenario:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(path.name, 1, "file", "is not text in UTF-8") from None
    return read(text, path.name)

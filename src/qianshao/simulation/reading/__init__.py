"""Scenario files: strictly read; whatever does not hold is said with file, line, key and what is allowed."""

from __future__ import annotations

from qianshao.simulation.reading.faults import ScenarioError
from qianshao.simulation.reading.shipped import DEFAULT, read_file, shipped, shipped_names
from qianshao.simulation.reading.whole import read

__all__ = ["DEFAULT", "ScenarioError", "read", "read_file", "shipped", "shipped_names"]

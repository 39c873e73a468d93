"""From runs to what a federation wants to know: ``answering`` works it out, ``values`` are what it says."""

from __future__ import annotations

from qianshao.simulation.answers.values import Answer

__all__ = ["Answer"]

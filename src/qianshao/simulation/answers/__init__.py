"""From runs to what a federation wants to know."""

from __future__ import annotations

from qianshao.simulation.answers.answer import Answer, answer

__all__ = ["Answer", "answer"]

from __future__ import annotations

from tests.intake.offices import desk

__all__ = ["desk"]

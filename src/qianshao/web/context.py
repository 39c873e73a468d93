"""What every page needs: where one can go, who one is, and whether the data are generated."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from qianshao.core import clock


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``config`` puts ``navigation`` and ``role_label`` on the request, so that this floor knows no app."""
    return {
        "navigation": getattr(request, "navigation", None),
        "role_label": getattr(request, "role_label", ""),
        "demo_clock": SimpleLazyObject(lambda: clock.now() if clock.is_generated() else None),
    }

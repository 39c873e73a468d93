"""Who covers which workplace, computed: a generalised assignment problem, solved to within a stated bound.

Loads are in minutes and costs in hundreds of metres, both in four weeks. As the load of a workplace is the same
whoever comes, the relaxation that lets a workplace be shared is a transport problem: its optimum (minimum-cost flow) is
the bound, and few workplaces are shared in it (Shmoys and Tardos 1993). Those are settled one by one.

The solver is loaded when a plan is made, not when the program starts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qianshao.resumption.rules.assignment.plain import (
    MINUTES,
    WEEKS,
    Helper,
    Place,
    Plan,
    Size,
    Terms,
    conflicts,
    may_go,
)

if TYPE_CHECKING:
    from qianshao.resumption.rules.assignment.explaining import Reason, explain
    from qianshao.resumption.rules.assignment.solving import assign

WHERE = {"Reason": "explaining", "assign": "solving", "explain": "explaining"}

__all__ = [
    "MINUTES",
    "WEEKS",
    "Helper",
    "Place",
    "Plan",
    "Reason",
    "Size",
    "Terms",
    "assign",
    "conflicts",
    "explain",
    "may_go",
]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"{__name__} has no {name}")
    return getattr(import_module(f"{__name__}.{WHERE[name]}"), name)

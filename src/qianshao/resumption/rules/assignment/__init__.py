"""Who covers which workplace, computed: a generalised assignment problem, solved to within a stated bound.

Loads are in minutes and costs in hundreds of metres, both in four weeks. As the load of a workplace is the same
whoever comes, the relaxation that lets a workplace be shared is a transport problem: its optimum (minimum-cost flow) is
the bound, and few workplaces are shared in it (Shmoys and Tardos 1993). Those are settled one by one.
"""

from qianshao.resumption.rules.assignment.explaining import Reason, explain
from qianshao.resumption.rules.assignment.options import Options, options
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
from qianshao.resumption.rules.assignment.solving import assign

__all__ = [
    "MINUTES",
    "WEEKS",
    "Helper",
    "Options",
    "Place",
    "Plan",
    "Reason",
    "Size",
    "Terms",
    "assign",
    "conflicts",
    "explain",
    "may_go",
    "options",
]

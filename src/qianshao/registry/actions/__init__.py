"""The verbs of the registry, by noun. One transaction each; keyword-only, with ``actor``, ``via`` and the time.

Where a verb names a territory or a line that was not fetched through a Scope, it takes the Scope and refuses what
lies outside.
"""

from qianshao.registry.actions.divisions import add_area, apply_divisions

__all__ = [
    "add_area",
    "apply_divisions",
]

"""The verbs of the registry, by noun. One transaction each; keyword-only, with ``actor``, ``via`` and the time.

Where a verb names a territory or a line that was not fetched through a Scope, it takes the Scope and refuses what
lies outside.
"""

from qianshao.registry.actions.bodies import (
    add_body,
    generate_federations,
    move_body,
    set_phone,
)
from qianshao.registry.actions.bodylists import import_bodies
from qianshao.registry.actions.disputes import claim_place
from qianshao.registry.actions.divisions import add_area, apply_divisions
from qianshao.registry.actions.orders import issue_order, withdraw_order
from qianshao.registry.actions.settling import settle_dispute
from qianshao.registry.actions.ties import end_tie, state_tie
from qianshao.registry.actions.workplacelists import import_workplaces
from qianshao.registry.actions.workplaces import close_workplace, reopen_workplace, set_union

__all__ = [
    "add_area",
    "add_body",
    "apply_divisions",
    "claim_place",
    "close_workplace",
    "end_tie",
    "generate_federations",
    "import_bodies",
    "import_workplaces",
    "issue_order",
    "move_body",
    "reopen_workplace",
    "set_phone",
    "set_union",
    "settle_dispute",
    "state_tie",
    "withdraw_order",
]

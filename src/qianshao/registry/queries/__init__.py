"""Questions to the registry. A Scope comes first; what it does not cover does not exist for the asker."""

from qianshao.registry.queries.divisions import ancestors, ancestry, children, in_force, known_divisions, set_is_applied
from qianshao.registry.queries.duties import (
    duties_of,
    duties_of_many,
    gaps_of,
    line_of,
    order_at,
    order_in_force,
    orders_between,
)
from qianshao.registry.queries.existing import existed_on, not_closed_on
from qianshao.registry.queries.find import Match, find
from qianshao.registry.queries.lists import (
    areas,
    bodies,
    body,
    dispute,
    disputes,
    history,
    narrowed,
    order,
    orders,
    workplace,
    workplaces,
)
from qianshao.registry.queries.who import Answer, answer

__all__ = [
    "Answer",
    "Match",
    "ancestors",
    "ancestry",
    "answer",
    "areas",
    "bodies",
    "body",
    "children",
    "dispute",
    "disputes",
    "duties_of",
    "duties_of_many",
    "existed_on",
    "find",
    "gaps_of",
    "history",
    "in_force",
    "known_divisions",
    "line_of",
    "narrowed",
    "not_closed_on",
    "order",
    "order_at",
    "order_in_force",
    "orders",
    "orders_between",
    "set_is_applied",
    "workplace",
    "workplaces",
]

"""How far somebody may write: on their own territory and in their own line. An order lets them see and act, not
change the registry of others."""

from __future__ import annotations

from qianshao.core.problems import Problem
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import Scope


def reaches_territory(scope: Scope, code: str) -> bool:
    return any(code.startswith(prefix) for prefix in scope.territories)


def require_reach(scope: Scope, code: str, *, field: str) -> None:
    if not reaches_territory(scope, code):
        raise Problem("territory.not_yours", field=field, value=code)


def require_reach_of_body(scope: Scope, *, kind: str, territory: str, parent: Body | None) -> None:
    """A federation is entered by who answers for its territory; other bodies also by the line above them."""
    by_territory = reaches_territory(scope, territory)
    path = parent.path if parent else ""
    in_line = kind != BodyKind.FEDERATION and any(path.startswith(prefix) for prefix in scope.affiliations)
    if not (by_territory or in_line):
        raise Problem("body.not_yours", field="territory")

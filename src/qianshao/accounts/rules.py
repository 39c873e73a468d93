"""What a role may do."""

from __future__ import annotations

from qianshao.registry.scope import Ability

ABILITIES: dict[str, frozenset[Ability]] = {
    "delegate": frozenset({Ability.FILE_REPORTS, Ability.SEE_REGISTRY}),
    "officer": frozenset(
        {
            Ability.SEE_REGISTRY,
            Ability.SEE_BOARD,
            Ability.SEE_CASES,
            Ability.HANDLE_CASES,
            Ability.FILE_REPORTS,
            Ability.CHANGE_REGISTRY,
        }
    ),
    "auditor": frozenset({Ability.SEE_REGISTRY, Ability.SEE_BOARD, Ability.SEE_CASES, Ability.SEE_TRAIL}),
    "administrator": frozenset({Ability.SEE_REGISTRY, Ability.CHANGE_REGISTRY, Ability.MANAGE_PEOPLE}),
}

SEES_TERRITORY = frozenset({"officer", "auditor", "administrator"})
"""A delegate of a federation still sees only its own line; territory is for those who work with it."""

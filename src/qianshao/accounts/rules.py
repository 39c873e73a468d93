"""What a role may do, and which roles a body can give."""

from __future__ import annotations

import secrets

from qianshao.registry.scope import Ability

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a slip of paper

ABILITIES: dict[str, frozenset[Ability]] = {
    "delegate": frozenset({Ability.FILE_REPORTS, Ability.SEE_REGISTRY, Ability.SEE_INSPECTIONS}),
    "officer": frozenset(
        {
            Ability.SEE_REGISTRY,
            Ability.SEE_BOARD,
            Ability.SEE_CASES,
            Ability.HANDLE_CASES,
            Ability.FILE_REPORTS,
            Ability.CHANGE_REGISTRY,
            Ability.SEE_INSPECTIONS,
            Ability.INSPECT,
            Ability.SEE_NOTICES,
            Ability.SEE_ASSESSMENT,
            Ability.REVIEW,
            Ability.SEE_ALERTS,
            Ability.RELEASE,
        }
    ),
    "auditor": frozenset(
        {
            Ability.SEE_REGISTRY,
            Ability.SEE_BOARD,
            Ability.SEE_CASES,
            Ability.SEE_TRAIL,
            Ability.SEE_INSPECTIONS,
            Ability.SEE_ASSESSMENT,
            Ability.REVIEW,
            Ability.SEE_ALERTS,
        }
    ),
    "administrator": frozenset(
        {Ability.SEE_REGISTRY, Ability.CHANGE_REGISTRY, Ability.MANAGE_PEOPLE, Ability.SEE_NOTICES}
    ),
    "liaison": frozenset({Ability.ANSWER_REFERRALS}),
}

SEES_TERRITORY = frozenset({"officer", "auditor", "administrator"})
"""A delegate of a federation still sees only its own line; territory is for those who work with it."""

ROLES_OF: dict[str, tuple[str, ...]] = {
    "federation": ("officer", "auditor", "administrator", "delegate"),
    "group_union": ("officer", "auditor", "administrator", "delegate"),
    "enterprise_union": ("delegate",),
    "authority": ("liaison",),
    "command": ("liaison",),
}
"""An enterprise union gets delegates only: every other role would show it who was reported, and by what words.
An authority or a command gets liaisons, who see what is referred to them and nothing else."""


def abilities(kind: str, role: str) -> frozenset[Ability]:
    """Of a role at a body of this kind; nothing where such a body cannot give the role."""
    return ABILITIES[role] if role in ROLES_OF.get(kind, ()) else frozenset()


def draw_secret() -> str:
    """79 bits, in four groups, for a slip of paper."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))

"""Which bodies are appraised, and how one is found by what somebody types."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.rules import search
from qianshao.registry.scope import NONE, Ability, Scope

APPRAISED = (BodyKind.FEDERATION, BodyKind.GROUP_UNION)
"""Not enterprise unions: how many cases there were at one workplace would tell it that somebody reported."""

CANDIDATES = 5


def appraised(scope: Scope) -> QuerySet[Body]:
    """One's own body, those on one's territory and those in one's line; none above."""
    if not scope.may(Ability.SEE_ASSESSMENT):
        return Body.objects.none()
    seen = NONE | Q(pk__in=scope.bodies)
    for prefix in scope.territories:
        seen |= starts_with("territory_id", prefix) if prefix else ~NONE
    for prefix in scope.affiliations:
        seen |= starts_with("path", prefix) if prefix else ~NONE
    rows = Body.objects.filter(seen, kind__in=APPRAISED, closed_on=None)
    return rows.select_related("territory").order_by("level", "path")


def appraised_body(scope: Scope, text: str) -> Body:
    """By number, by name or a part of it, by pinyin or its initials."""
    wanted = text.replace("\0", "").strip()
    rows = appraised(scope)
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
        found = list(rows.filter(number=int(wanted))[:1])
    else:
        found = _named(rows, wanted) if wanted else []
    if not found:
        raise Problem("appraisal.body", field="body", value=text)
    if len(found) > 1:
        candidates = "、".join(f"{one.name} ({one.number})" for one in found[:CANDIDATES])
        raise Problem("body.ambiguous", field="body", value=text, candidates=candidates)
    return found[0]


def _named(rows: QuerySet[Body], wanted: str) -> list[Body]:
    for condition in (Q(name=wanted), Q(name__contains=wanted)):
        if found := list(rows.filter(condition)[: CANDIDATES + 1]):
            return found
    folded = search.fold(wanted)
    return _sounding(rows, folded) if folded.isascii() and folded.isalpha() else []


def _sounding(rows: QuerySet[Body], folded: str) -> list[Body]:
    """The very sound or initials first, then those that begin so."""
    sounds = {row: search.spell(search.fold(row.name)) for row in rows.iterator()}
    spelled = {row: ("".join(sound), "".join(one[:1] for one in sound)) for row, sound in sounds.items()}
    if same := [row for row, both in spelled.items() if folded in both]:
        return same
    return [row for row, both in spelled.items() if any(one.startswith(folded) for one in both)]

"""Finding a workplace by what a person remembers of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from qianshao.registry.models import Workplace
from qianshao.registry.queries.lists import workplaces
from qianshao.registry.rules import credit_code, search
from qianshao.registry.scope import Scope

LOOKED_AT = 400
"""So many candidates are weighed at most."""
GOOD_ENOUGH = 55.0


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` from 0 to 100; 100 is the very name or code."""

    workplace: Workplace
    score: float


def find(scope: Scope, text: str, limit: int = 10) -> list[Match]:
    """The best first. By credit code; else by a part of a name, its pinyin or its initials; else with a slip."""
    folded = search.fold(text)[:100]
    if not folded:
        return []
    if credit_code.looks_like_one(text):
        found = workplaces(scope).filter(credit_code=credit_code.normalise(text))
        return [Match(place, 100.0) for place in found.select_related("territory")[:limit]]
    ranked = _weigh(scope, Q(search_text__contains=folded), folded)
    if not ranked:
        ranked = _with_a_slip(scope, folded)
    chosen = ranked[:limit]
    rows = {place.pk: place for place in workplaces(scope).select_related("territory").filter(pk__in=chosen)}
    return [Match(rows[pk], search.score(folded, rows[pk].search_text)) for pk in chosen if pk in rows]


def _with_a_slip(scope: Scope, folded: str) -> list[int]:
    """Where one sign is wrong, most pieces still fit: look for each, rarest names first by how many fit."""
    condition = Q(pk__in=())
    for piece in search.pieces(folded):
        condition |= Q(search_text__contains=piece)
    return _weigh(scope, condition, folded, least=GOOD_ENOUGH)


def _weigh(scope: Scope, condition: Q, folded: str, least: float = 0.0) -> list[int]:
    rows = workplaces(scope).filter(condition).values_list("pk", "search_text", "headcount")
    weighed = [(search.score(folded, text), headcount, pk) for pk, text, headcount in rows[:LOOKED_AT]]
    return [pk for score, _, pk in sorted(weighed, key=lambda one: (-one[0], -one[1])) if score >= least]

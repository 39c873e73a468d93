"""Finding a workplace by what a person remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from qianshao.registry.models import Workplace
from qianshao.registry.queries.lists import workplaces
from qianshao.registry.rules import credit_code, search
from qianshao.registry.rules.search import Typed
from qianshao.registry.scope import Scope

LOOKED_AT = 200
"""So many candidates are weighed at most; the database puts the likely ones first."""


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` from 0 to 100; 100 is the very name or code."""

    workplace: Workplace
    score: float


def find(scope: Scope, text: str, limit: int = 10) -> list[Match]:
    """The best first: by credit code; else by a name, a part of it, its pinyin or initials, also with a slip.

    One pass over what the asker sees. No index knows parts of Chinese names on both databases: FTS5 and pg_trgm
    want three characters at least, and people type two. 200,000 rows take less than a tenth of a second.
    """
    wanted = search.typed(text.replace("\0", ""))
    if wanted is None:
        return []
    if credit_code.looks_like_one(text):
        found = workplaces(scope).filter(credit_code=credit_code.normalise(text)).select_related("territory")
        if codes := list(found.order_by("site", "pk")[:limit]):
            return [Match(place, 100.0) for place in codes]
    chosen = _weigh(_likely(scope, wanted), wanted) or _weigh(_last_resort(scope, wanted), wanted)
    scores = dict(chosen[:limit])
    rows = workplaces(scope).select_related("territory").filter(pk__in=scores)
    matches = [Match(place, scores[place.pk]) for place in rows]
    return sorted(matches, key=lambda one: list(scores).index(one.workplace.pk))


def _weigh(rows: QuerySet[Workplace], wanted: Typed) -> list[tuple[int, float]]:
    """Keys and scores. Of equals those that still work come first, then the larger."""
    found = rows.values_list("pk", _column(wanted), "headcount", "closed_on")[:LOOKED_AT]
    weighed = [(search.score(wanted, text), closed is None, count, pk) for pk, text, count, closed in found]
    good = [one for one in weighed if one[0] >= wanted.least]
    return [(pk, score) for score, _, _, pk in sorted(good, key=lambda one: (*one[:3], -one[3]), reverse=True)]


def _likely(scope: Scope, wanted: Typed) -> QuerySet[Workplace]:
    """Those that hold all that was typed, or one half of it; first the very name, then by how much of it fits."""
    column = _column(wanted)
    words = [wanted.core] if len(wanted.words) == 1 else wanted.words
    whole = reduce(and_, (_holds(column, word) for word in words))
    the_name = Q(**{f"{column}__startswith": f"{wanted.whole}|"}) | Q(**{column: wanted.whole})
    order: list[Any] = [_ranked(the_name, whole).desc()]
    if wanted.halves:
        order.append(reduce(add, (_ranked(_holds(column, piece)) for piece in wanted.pieces)).desc())
    fitting = reduce(or_, (_holds(column, half) for half in wanted.halves)) if wanted.halves else whole
    return workplaces(scope).filter(fitting).order_by(*order, "-headcount", "pk")


def _last_resort(scope: Scope, wanted: Typed) -> QuerySet[Workplace]:
    """Three characters of which one may be wrong; anything shorter or longer has been looked for already."""
    core, column = wanted.core, _column(wanted)
    if wanted.is_spelled or len(core) != 3:
        return Workplace.objects.none()
    outer = _holds(column, core[0]) & _holds(column, core[2])
    two = _holds(column, core[:2]) | _holds(column, core[1:]) | outer
    return workplaces(scope).filter(two).order_by("-headcount", "pk")


def _column(wanted: Typed) -> str:
    return "search_text" if wanted.is_spelled else "search_names"


def _holds(column: str, piece: str) -> Q:
    return Q(**{f"{column}__contains": piece})


def _ranked(*conditions: Q) -> Any:
    """A number that is the higher the earlier the condition that holds."""
    cases = [When(one, then=Value(len(conditions) - place)) for place, one in enumerate(conditions)]
    return Case(*cases, default=Value(0), output_field=IntegerField())

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.registry import queries
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability

router = Router(tags=["registry"])
LARGEST_PAGE = 200
Offset = Annotated[int, Field(ge=0, le=10**9)]


@router.get("/who", auth=Requires(Ability.SEE_REGISTRY), summary="Who answers for a workplace, and why")
def who(request: HttpRequest, q: str) -> dict[str, Any]:
    """``q`` is a name, a part of it, pinyin, initials or the credit code."""
    found = queries.find(asker_of(request).scope, q)
    if not found:
        raise Problem("workplace.unknown", field="q", value=q)
    others = [{"id": match.workplace.pk, "name": match.workplace.name} for match in found[1:]]
    return queries.answer(found[0].workplace, clock.now()).as_dict() | {"other_matches": others}


@router.get("/workplaces", auth=Requires(Ability.SEE_REGISTRY), summary="Workplaces that you may see")
def workplaces(request: HttpRequest, offset: Offset = 0, limit: int = 50) -> dict[str, Any]:
    rows = queries.workplaces(asker_of(request).scope).order_by("pk")
    start, size = offset, min(max(limit, 1), LARGEST_PAGE)
    shown = rows.values("id", "name", "credit_code", "township_code", "headcount", "ownership", "generated")
    return {"total": rows.count(), "workplaces": list(shown[start : start + size])}


@router.get("/workplaces/{pk}", auth=Requires(Ability.SEE_REGISTRY), summary="One workplace, and who answers for it")
def workplace(request: HttpRequest, pk: int) -> dict[str, Any]:
    return queries.answer(queries.workplace(asker_of(request).scope, pk), clock.now()).as_dict()

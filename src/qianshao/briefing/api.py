from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from qianshao.accounts.doors import Requires
from qianshao.briefing import queries
from qianshao.core import clock
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["board"])


@router.get("/board", auth=Requires(Ability.SEE_BOARD), summary="Who has reported, by division, for a day")
def board(request: HttpRequest, territory: str = "", day: date | None = None) -> dict[str, Any]:
    """Counts of workplaces and cases for each division below ``territory``, and their sum."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    code = territory or queries.own_territory(scope)
    return as_dict(queries.board(scope, code, day=day or clock.today(), at=clock.now()))


def as_dict(board: queries.Board) -> dict[str, Any]:
    return {
        "territory": board.code,
        "day": board.day.isoformat(),
        "total": _line(board.total),
        "divisions": [_line(line) for line in board.lines],
    }


def _line(line: queries.Line) -> dict[str, Any]:
    return asdict(line) | {"silent": line.silent, "share": line.share}

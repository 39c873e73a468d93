"""Figures in other people's formats."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from qianshao.accounts.doors import Requires
from qianshao.briefing import queries
from qianshao.briefing.exchange.figures import sheet
from qianshao.briefing.exchange.formats import FORMATS
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["figures"])


@router.get("/figures/{form}", auth=Requires(Ability.SEE_BOARD), summary="The figures of a day in another format")
def figures(
    request: HttpRequest,
    form: str,
    day: date | None = None,
    territory: Annotated[str, Field(pattern=r"^\d{0,9}$")] = "",
) -> HttpResponse:
    """``form``: dhis2, dhis2-metadata, fhir, hxl or datapackage. Of a territory that you cover as a whole; small
    figures of people are withheld, and those from which one could compute them."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    if form not in FORMATS:
        raise Problem("figures.form", field="form", value=form, known=", ".join(FORMATS))
    wanted = FORMATS[form]
    made = sheet(scope, territory or queries.own_territory(scope), day=day or clock.today(), at=clock.now())
    answer = HttpResponse(wanted.write(made), content_type=wanted.kind)
    name = f"qianshao-{form}-{made.whole.code or 'cn'}-{made.day.isoformat()}.{wanted.ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

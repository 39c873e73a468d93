"""A body beside comparable ones: of the same kind and level, under the same division or the same body above."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from qianshao.assessment.queries.bodies import APPRAISED, appraised
from qianshao.assessment.queries.measures import Period, measure
from qianshao.assessment.rules.appraisal.comparing import Among, Standing, all_together, standing, together
from qianshao.assessment.rules.appraisal.figures import Figure, figure
from qianshao.assessment.rules.appraisal.funnel import Dot, Picture, picture
from qianshao.core.problems import Problem
from qianshao.policy import appraisal as policy
from qianshao.policy.appraisal import Indicator
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Beside:
    """A comparable body that the reader may see."""

    body: Body
    figure: Figure
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """``among`` is over all comparable bodies, ``rows`` are those that the reader may see; None: too few to compare."""

    indicator: Indicator
    count: int
    among: Among | None
    rows: list[Beside]
    picture: Picture | None


def comparable(body: Body) -> QuerySet[Body]:
    """The body itself is one of them."""
    rows = Body.objects.filter(kind=body.kind, level=body.level, closed_on=None)
    if body.territory is not None:
        return rows.filter(territory__parent=body.territory.parent_id).order_by("path")
    return rows.filter(parent=body.parent_id, territory=None).order_by("path")


def compared() -> list[Indicator]:
    """The indicators by which bodies are compared."""
    return [one for one in policy.in_force().indicators.values() if one.compare]


def among(body: Body, period: Period) -> dict[str, Among]:
    """By indicator what comparable bodies show together; what cannot be compared is left out."""
    wanted = compared()
    if body.kind not in APPRAISED:
        return {}
    figures = [
        {one.code: figure(one, measure(one.measure, each, period)) for one in wanted} for each in comparable(body)
    ]
    return all_together(figures, [one.code for one in wanted])


def funnel(scope: Scope, body: Body, period: Period, code: str) -> Funnel:
    """By one indicator. The names of bodies that the reader may not see are not shown, nor are their points."""
    indicator = next((one for one in compared() if one.code == code), None)
    if indicator is None:
        raise Problem("appraisal.indicator", field="indicator", value=code)
    bodies = list(comparable(body))
    seen = set(appraised(scope).filter(pk__in=[one.pk for one in bodies]).values_list("pk", flat=True))
    figures = {one: figure(indicator, measure(indicator.measure, one, period)) for one in bodies}
    whole = together(figures.values())
    rows = [Beside(one, its, standing(its, whole)) for one, its in figures.items() if one.pk in seen]
    shown = [
        Dot(row.body.name, row.figure.value, row.figure.denominator, row.figure.small, row.body == body)
        for row in rows
        if row.figure.value is not None and row.figure.denominator
    ]
    drawn = picture(shown, whole) if whole and shown else None
    return Funnel(indicator, len(bodies), whole, rows, drawn)

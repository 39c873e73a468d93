"""Where two sources state different figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qianshao.intake.models import Source
from qianshao.intake.queries.reports import that_count
from qianshao.intake.rules import daily
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources state different figures: field, what management says, what the union says."""

    workplace: Workplace
    field: str
    management: object
    union: object


def contradictions(scope: Scope, *, day: date, territory: str = "") -> list[Contradiction]:
    """Where the feed and the union's own report differ in a figure that both state."""
    theirs = {
        one.workplace_id: one for one in that_count(scope, day=day, territory=territory, source=Source.MANAGEMENT)
    }
    own = that_count(scope, day=day, territory=territory, source=Source.UNION).filter(workplace__in=list(theirs))
    return [
        Contradiction(report.workplace, name, getattr(theirs[report.workplace_id], name), getattr(report, name))
        for report in own
        for name in daily.differences(theirs[report.workplace_id], report)
    ]

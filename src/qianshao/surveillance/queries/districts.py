from __future__ import annotations

from qianshao.core.prefixes import starts_with
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_workplaces


def districts(scope: Scope, territory: str) -> list[str]:
    """The districts of a territory that have workplaces; the district of a smaller one."""
    rows = Workplace.objects.filter(visible_workplaces(scope), starts_with("township_code", territory[:9]))
    return sorted(set(rows.order_by().values_list("district_code", flat=True).distinct()))

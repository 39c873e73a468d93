from __future__ import annotations

from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope, visible_within


def districts(scope: Scope, territory: str) -> list[str]:
    """The districts of a territory that have workplaces; the district of a smaller one."""
    rows = Workplace.objects.filter(visible_within(scope, territory[:9]))
    return sorted(set(rows.order_by().values_list("district_code", flat=True).distinct()))

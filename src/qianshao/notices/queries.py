from __future__ import annotations

from datetime import date

from qianshao.notices.models import Limit, Spending
from qianshao.policy import costs
from qianshao.registry.models import Body


def limit_of(body: Body | None) -> int:
    """In fen a month."""
    own = Limit.objects.filter(body=body).values_list("fen", flat=True).first() if body else None
    return costs.shipped().cap_fen if own is None else own


def spending(body: Body | None, month: date) -> Spending:
    """Nothing, where nothing was sent."""
    return Spending.objects.filter(body=body, month=month).first() or Spending(body=body, month=month)

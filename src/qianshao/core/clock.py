"""What time it is.

Rules and actions are told the time; only doors and the worker ask for it here. In an installation with
generated data time stands still while nothing runs, and goes on from its last event when something starts:
so a demo morning of 2022 can be walked through at any date, and its deadlines pass at the speed of real life.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from django.utils import timezone

from qianshao.core.models import Event, Installation


@cache
def _shift() -> timedelta:
    """How far the clock of this process is behind the real one; fixed when it is first asked."""
    if not is_generated():
        return timedelta(0)
    last = Event.objects.order_by("-id").values_list("at", flat=True).first()
    return timezone.now() - last if last else timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    shift = _shift()
    return timezone.now() - shift


def today() -> date:
    """The present day in the time zone of the federation (Asia/Shanghai)."""
    return timezone.localdate(now())


def is_generated() -> bool:
    return Installation.objects.filter(generated=True).exists()


def restart() -> None:
    """Read the clock anew: after the demo has been made, and between tests."""
    _shift.cache_clear()

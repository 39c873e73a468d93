"""What there was on a day: asked in one way, whatever is counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def not_closed_on(day: date) -> Q:
    """Of bodies and workplaces."""
    return Q(closed_on=None) | Q(closed_on__gt=day)


def existed_on(day: date) -> Q:
    """Of workplaces, which also say since when they are there, if it is known."""
    return not_closed_on(day) & (Q(opened_on=None) | Q(opened_on__lte=day))

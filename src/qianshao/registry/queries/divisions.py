"""Divisions are public: no Scope is asked for."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from qianshao.core.models import Event
from qianshao.registry.models import Level, Territory
from qianshao.registry.rules.divisions import Known

PREFIX_LENGTHS = (2, 4, 6, 9, 12)


def ancestry(code: str) -> list[str]:
    """The codes from the province down to this division."""
    return [code[:length] for length in PREFIX_LENGTHS if length <= len(code)]


def in_force(on: date) -> Q:
    """The condition that a division existed on a day."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_until=None) | Q(valid_until__gt=on))


def children(code: str, on: date) -> list[Territory]:
    """The divisions directly below one, as they were on a day; provinces below ""."""
    below = Territory.objects.filter(parent=code) if code else Territory.objects.filter(level=Level.PROVINCE)
    return list(below.filter(in_force(on)).order_by("code"))


def known_divisions() -> dict[str, Known]:
    """All that were ever entered; in force are those without an end."""
    rows = Territory.objects.values_list("code", "name", "valid_until")
    return {code: Known(name, until is None) for code, name, until in rows.iterator(10_000)}


def set_is_applied(fingerprint: str) -> bool:
    """The trail remembers every set of divisions that was applied."""
    applied = Event.objects.filter(subject_type="divisions", subject_id=fingerprint, action="divisions.applied")
    return applied.exists()


def ancestors(code: str) -> list[Territory]:
    """The divisions from the province down to this one, for the trail at the head of a page."""
    return list(Territory.objects.filter(code__in=ancestry(code)).order_by("level"))

"""Who answers for a workplace, and what is missing from that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NATIONAL, PROVINCE, CITY, DISTRICT, TOWNSHIP, VILLAGE, ENTERPRISE = range(7)
TERRITORIAL, AFFILIATED, AUTHORITY, COMMAND = "territorial", "affiliated", "authority", "command"
ORDER = "order"
"""For the time of an emergency order, whatever the affiliation."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One body that answers for a workplace, and why we think so.

    ``level`` counts as in :class:`qianshao.registry.models.Level`; ``territory`` is the code of the body's own
    division, "" when none is known. ``stated`` duties come from a source, the others follow from the place.
    """

    tie: str
    body_id: int
    body: str
    kind: str
    level: int
    territory: str
    phone: str
    source: str
    source_date: date | None
    since: date | None
    stated: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that ought to be known and is not; the code of a sentence, and what fills it."""

    code: str
    body: str = ""


def gaps(duties: Sequence[Duty], *, district_code: str, open_disputes: int, has_union: bool) -> list[Gap]:
    """What a person should find out next about this workplace, most important first."""
    territorial = [duty for duty in duties if duty.tie == TERRITORIAL]
    affiliated = [duty for duty in duties if duty.tie == AFFILIATED and duty.level != ENTERPRISE]
    found: list[Gap] = []
    if not affiliated:
        found.append(Gap("affiliation_unknown"))
    # The nearest body only: above it every line ends in the nation.
    found += [_elsewhere(duty, district_code, territorial) for duty in affiliated[:1] if _leaves(duty, district_code)]
    if not has_union:
        found.append(Gap("no_enterprise_union_known"))
    found += [Gap("no_federation", str(level)) for level in (TOWNSHIP, DISTRICT) if not _at(territorial, level)]
    found += [Gap("no_phone", duty.body) for duty in (*affiliated, *territorial) if not duty.phone][:3]
    if not any(duty.tie == AUTHORITY for duty in duties):
        found.append(Gap("no_authority"))
    if not any(duty.tie == COMMAND for duty in duties):
        found.append(Gap("no_command"))
    if open_disputes:
        found.append(Gap("disputed"))
    return found


def _leaves(duty: Duty, district_code: str) -> bool:
    """Its line leaves the district: another province, another city, or no division of its own."""
    return not (duty.territory and district_code.startswith(duty.territory[:6]))


def _elsewhere(duty: Duty, district_code: str, territorial: Sequence[Duty]) -> Gap:
    """Worse where no source names a territorial body for this very workplace."""
    abroad = duty.territory and duty.territory[:2] != district_code[:2]
    where = "affiliated_in_other_province" if abroad else "affiliated_elsewhere"
    return Gap(where if any(one.stated for one in territorial) else f"{where}_no_contact", duty.body)


def _at(duties: Sequence[Duty], level: int) -> bool:
    return any(duty.level == level for duty in duties)

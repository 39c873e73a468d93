"""Whether a workplace that is at work may be: what it needs, and how far its papers came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qianshao.policy.restarts import Need, Requirement, choose
from qianshao.resumption.rules.standing import AT_WORK, NEVER_STOPPED, WORKS_WHILE_HELD, Effective

ORDER = list(Need)


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing: by which rule, what it needs, and what is there (``Need.NOTHING`` if nothing is). ``held``: its
    restart is held, whatever papers it has; ``early``: no restart is allowed on that day yet."""

    rule: str
    needs: Need
    has: Need
    held: bool = False
    early: bool = False


def lacks(
    effective: Effective, requirements: Iterable[Requirement], territory: str, section: str, day: date
) -> Lack | None:
    """None for a workplace that is not at work, that has what it needs, or for which no rule is on file."""
    if effective.standing not in AT_WORK:
        return None
    rule = choose(requirements, territory, section, day)
    has = Need(effective.level) if effective.level else Need.NOTHING
    if any(one.kind == WORKS_WHILE_HELD for one in effective.conflicts):
        return Lack(rule.code if rule else "", rule.needs if rule else Need.NOTHING, has, held=True)
    if rule is None:
        return None
    needs = rule.of_running if effective.standing == NEVER_STOPPED else rule.needs
    if ORDER.index(has) < ORDER.index(needs):
        return Lack(rule.code, needs, has)
    early = effective.standing != NEVER_STOPPED and rule.is_too_early(day, section)
    return Lack(rule.code, needs, has, early=True) if early else None

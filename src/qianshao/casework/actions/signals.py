"""From a signal that an officer found true to a case; a higher floor knows what a signal is."""

from __future__ import annotations

from datetime import datetime

from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.models import Case, CaseOrigin, Entry
from qianshao.core.actor import Actor
from qianshao.registry.models import Workplace

SIGNAL = "signal"


def take_signal(place: Workplace, category: str, number: int, words: str, *, actor: Actor, at: datetime) -> Case:
    """One case of what was seen, or the open one of the same danger. Called in the worker's transaction; a row that is
    replayed changes nothing. ``words`` say what was seen, and name no person."""
    wait_for_turn(place.pk)
    before = CaseOrigin.objects.select_related("case").filter(kind=SIGNAL, number=number, category=category).first()
    if before:
        return before.case
    case, kind = open_or_join(place, category, at)
    CaseOrigin.objects.create(case=case, kind=SIGNAL, number=number, category=category, at=at)
    Case.objects.filter(pk=case.pk).update(touched_at=max(at, case.touched_at))
    Entry.objects.create(case=case, kind=kind, person_id=actor.person_id, text=words, for_reporter=False, at=at)
    return case

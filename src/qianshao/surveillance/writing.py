"""A signal as plain values, for the shell and the API."""

from __future__ import annotations

from typing import Any

from qianshao.surveillance.models import Signal
from qianshao.surveillance.wording import say


def as_dict(row: Signal) -> dict[str, Any]:
    said = say(row)
    return {
        "id": row.pk,
        "rule": row.rule,
        "territory": row.territory,
        "day": row.day,
        "last_day": row.last_day,
        "seen": said.seen,
        "why": said.why,
        "by_chance": said.chance,
        "chance": row.chance,
        "harm": row.harm,
        "people": row.people,
        "held": row.held,
        "verdict": row.verdict,
        "judged_at": row.judged_at,
        "workplaces": [
            {"id": one.workplace_id, "name": one.workplace.name, "cases": one.cases} for one in row.places.all()
        ],
        "evidence": row.evidence,
    }

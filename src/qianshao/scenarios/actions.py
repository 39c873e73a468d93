"""Asking the simulation and keeping what it said."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from django.db import transaction

from qianshao.core import events
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope
from qianshao.scenarios import queries
from qianshao.scenarios.asking import ask
from qianshao.scenarios.models import KeptRun
from qianshao.simulation.reading import shipped, shipped_names

RUNS = 200
MOST_WORKERS = 600_000
"""A page answers within some seconds; a city is asked about on the server."""

_one_at_a_time = Lock()


def ask_and_keep(scope: Scope, body: Body, scenario: str, *, actor: Actor, via: str, at: datetime) -> KeptRun:
    """Works it out first, without a transaction; then writes it down."""
    if scenario not in shipped_names():
        raise Problem("simulation.no_scenario", field="scenario", value=scenario, known=", ".join(shipped_names()))
    asked_for = queries.place_of(scope, body)
    if not asked_for.sizes:
        raise Problem("simulation.no_workplaces", field="scenario", value=asked_for.name)
    if sum(asked_for.sizes) > MOST_WORKERS:
        raise Problem("simulation.too_large", field="scenario", workers=f"{sum(asked_for.sizes):,}")
    if not _one_at_a_time.acquire(blocking=False):
        raise Problem("simulation.busy")
    try:
        answer = ask(shipped(scenario), runs=RUNS, sizes=asked_for.sizes).answer
    finally:
        _one_at_a_time.release()
    with transaction.atomic():
        kept = KeptRun.objects.create(
            body=body,
            territory=asked_for.territory,
            place=asked_for.name,
            scenario=scenario,
            answer=answer.as_dict(),
            workplaces=answer.workplaces,
            generated=asked_for.generated,
            asked_by_id=actor.person_id,
            asked_at=at,
        )
        events.record(
            "simulation.kept",
            actor=actor,
            via=via,
            at=at,
            subject=("simulation", kept.pk),
            territory=asked_for.territory,
            data={"scenario": scenario, "workplaces": answer.workplaces, "runs": answer.runs},
        )
    return kept

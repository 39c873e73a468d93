"""Every combination of layers, what each layer is worth, and where one more no longer pays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.simulation.answers.costs import costs
from qianshao.simulation.answers.intervals import median_wait, of_mean, wilson
from qianshao.simulation.answers.paying import path
from qianshao.simulation.answers.values import Answer, Combination, Worth
from qianshao.simulation.answers.worth import shapley
from qianshao.simulation.epidemic.state import CLUSTER_SIZES, CLUSTERS_2, INFECTIONS, LOST_DAYS, People
from qianshao.simulation.running.job import Job, Runs


def answer(job: Job, runs: Runs, people: People) -> Answer:
    """``runs`` of all combinations of the layers of ``job``, in the order of their bits, or of some of them; worth and
    path are told only of all."""
    scenario = job.scenario
    names = [layer.name for layer in scenario.layers]
    whole = job.masks == tuple(range(1 << len(names)))
    combinations = [_combination(job, runs, people, place) for place in range(len(job.masks))]
    worker_days = len(people.team_of) * scenario.number("horizon.days")
    return Answer(
        scenario=scenario.name.removesuffix(".toml"),
        titles=dict(scenario.titles),
        layer_titles={layer.name: dict(layer.titles) for layer in scenario.layers},
        days=int(scenario.number("horizon.days")),
        runs=job.runs,
        seed=job.seed,
        workplaces=len(people.site_start) - 1,
        workers=len(people.team_of),
        persons=len(people.home_of),
        imported_infections_mean=scenario.number("horizon.importation") / 100_000
        * len(people.home_of) * scenario.number("horizon.days"),
        concealment=scenario.number("concealment.chance"),
        layers=names,
        combinations=combinations,
        marginal_worth=_worths(job, runs, people) if whole else [],
        one_more_layer=path(scenario, people, runs.outcomes[:, :, INFECTIONS], worker_days) if whole else [],
    )  # fmt: skip


def _combination(job: Job, runs: Runs, people: People, place: int) -> Combination:
    outcomes, scenario = runs.outcomes[place], job.scenario
    cost = costs(scenario, people, job.masks[place])
    worker_days = len(people.team_of) * scenario.number("horizon.days")
    false_alarms = cost.false_alarms * worker_days
    chances: dict[str, Any] = {}
    for nth, size in enumerate(CLUSTER_SIZES):
        hits = int((outcomes[:, CLUSTERS_2 + nth] > 0).sum())
        chances[f"p_cluster_{size}"] = hits / len(outcomes)
        chances[f"p_cluster_{size}_interval"] = wilson(hits, len(outcomes))
    waits = runs.waits[place]
    return Combination(
        layers=scenario.names(job.masks[place]),
        **chances,
        clusters_2_mean=float(outcomes[:, CLUSTERS_2].mean()),
        infections_mean=float(outcomes[:, INFECTIONS].mean()),
        infections_interval=of_mean(outcomes[:, INFECTIONS]),
        median_days_to_detection=median_wait(waits),
        share_of_workplaces_detected=float(waits[:-1].sum() / max(waits.sum(), 1)),
        work_days_lost_mean=float(outcomes[:, LOST_DAYS].mean())
        + false_alarms * scenario.number("response.false_alarm_days"),
        minutes_per_worker_day=cost.minutes,
        yuan_per_worker_day=cost.yuan,
        false_alarms_mean=false_alarms,
    )


def _worths(job: Job, runs: Runs, people: People) -> list[Worth]:
    layers = job.scenario.layers
    columns: dict[str, NDArray[np.float64]] = {"infections": runs.outcomes[:, :, INFECTIONS]}
    for nth, size in enumerate(CLUSTER_SIZES):
        columns[f"p_cluster_{size}"] = (runs.outcomes[:, :, CLUSTERS_2 + nth] > 0).astype(float)
    lowered = {name: -shapley(values, len(layers)) for name, values in columns.items()}
    found = []
    for place, layer in enumerate(layers):
        numbers: dict[str, Any] = {name: float(values[place].mean()) for name, values in lowered.items()}
        numbers |= {f"{name}_interval": of_mean(values[place]) for name, values in lowered.items()}
        minutes = costs(job.scenario, people, 1 << place).minutes
        found.append(Worth(layer=layer.name, minutes_per_worker_day=minutes, **numbers))
    return found

"""An answer as plain values; it goes through JSON and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from qianshao.simulation.answers.intervals import Interval


@dataclass(frozen=True, slots=True)
class Step:
    """The layer that comes next, what it prevents beside those before it, and at what price."""

    layer: str
    infections_prevented: float
    infections_prevented_interval: Interval
    minutes: float
    minutes_per_infection: float | None
    """None where it prevents nothing."""

    pays_at_times: float | None
    """So many times as many infections would have to come from outside for it to pay, as long as what it prevents grows
    with them. 1 or less where it pays now."""

    certain: bool
    """The interval of what it prevents lies above 0."""

    pays: bool
    """It costs at most what the scenario says that an infection prevented is worth."""


@dataclass(frozen=True, slots=True)
class Combination:
    layers: list[str]
    p_cluster_2: float
    p_cluster_2_interval: Interval
    p_cluster_5: float
    p_cluster_5_interval: Interval
    p_cluster_10: float
    p_cluster_10_interval: Interval
    clusters_2_mean: float
    infections_mean: float
    infections_interval: Interval
    median_days_to_detection: int | None
    share_of_workplaces_detected: float
    work_days_lost_mean: float
    minutes_per_worker_day: float
    yuan_per_worker_day: float
    false_alarms_mean: float


@dataclass(frozen=True, slots=True)
class Worth:
    """By how much a layer lowers chances and numbers, over all combinations; with intervals."""

    layer: str
    p_cluster_2: float
    p_cluster_2_interval: Interval
    p_cluster_5: float
    p_cluster_5_interval: Interval
    p_cluster_10: float
    p_cluster_10_interval: Interval
    infections: float
    infections_interval: Interval
    minutes_per_worker_day: float


@dataclass(frozen=True, slots=True)
class Answer:
    scenario: str
    titles: dict[str, str]
    layer_titles: dict[str, dict[str, str]]
    days: int
    runs: int
    seed: int
    workplaces: int
    workers: int
    persons: int
    imported_infections_mean: float
    concealment: float
    layers: list[str]
    combinations: list[Combination]
    marginal_worth: list[Worth]
    one_more_layer: list[Step]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Answer:
        """What ``as_dict`` made, also after a way through JSON."""
        parts: dict[str, Any] = {"combinations": Combination, "marginal_worth": Worth, "one_more_layer": Step}
        values: dict[str, Any] = dict(kept)
        for key, part in parts.items():
            values[key] = [part(**one) for one in kept[key]]
        return cls(**values)

    def of(self, layers: list[str]) -> Combination:
        return next(one for one in self.combinations if set(one.layers) == set(layers))

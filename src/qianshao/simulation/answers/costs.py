"""What watching costs: minutes, money, false alarms. Expected values; they do not depend on the epidemic."""

from __future__ import annotations

from dataclasses import dataclass

from qianshao.simulation.epidemic.state import People
from qianshao.simulation.scenario import Layer, Scenario


@dataclass(frozen=True, slots=True)
class Cost:
    """Each worker and day."""

    minutes: float = 0.0
    yuan: float = 0.0
    false_alarms: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        alarms = self.false_alarms + other.false_alarms
        return Cost(self.minutes + other.minutes, self.yuan + other.yuan, alarms)


def cost_of(scenario: Scenario, people: People, layer: Layer) -> Cost:
    """coverage · (per worker + per workplace · workplaces / workers) / every. A firm that conceals costs as much."""
    workers, sites = len(people.team_of), len(people.site_start) - 1

    def of(key: str) -> float:
        return scenario.of_layer(layer, key)

    each = of("coverage") / of("every")
    sites_to_workers = sites / max(workers, 1)
    return Cost(
        minutes=each * (of("minutes_per_worker") + of("minutes_per_workplace") * sites_to_workers),
        yuan=each * (of("yuan_per_worker") + of("yuan_per_workplace") * sites_to_workers),
        false_alarms=of("coverage") * of("false_alarms"),
    )


def costs(scenario: Scenario, people: People, mask: int) -> Cost:
    chosen = [layer for place, layer in enumerate(scenario.layers) if mask >> place & 1]
    return sum((cost_of(scenario, people, layer) for layer in chosen), Cost())

"""A scenario: every number of the model with its unit and its source, as a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from qianshao.simulation.distributions import Distribution

Value = float | tuple[float, ...] | Distribution | str


@dataclass(frozen=True, slots=True)
class Parameter:
    value: Value
    unit: str
    source: str
    range: tuple[float, float] | None = None
    """Between which values it may lie; those that have one take part in the sensitivity analysis."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A way of watching, by its name in the file and as people call it."""

    name: str
    titles: Mapping[str, str]
    sees_infected: bool
    """By tests, whoever is infected; else whoever has symptoms."""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    titles: Mapping[str, str]
    text: str
    parameters: Mapping[str, Parameter]
    layers: tuple[Layer, ...]
    measures: tuple[str, ...]

    def number(self, key: str) -> float:
        value = self.parameters[key].value
        if not isinstance(value, int | float):
            raise TypeError(key)
        return float(value)

    def word(self, key: str) -> str:
        return str(self.parameters[key].value)

    def shares(self, key: str) -> tuple[float, ...]:
        value = self.parameters[key].value
        return value if isinstance(value, tuple) else ()

    def distribution(self, key: str) -> Distribution:
        value = self.parameters[key].value
        if not isinstance(value, Distribution):
            raise TypeError(key)
        return value

    def of_layer(self, layer: Layer, key: str) -> float:
        return self.number(f"watching.{layer.name}.{key}")

    def with_values(self, values: Mapping[str, Value]) -> Scenario:
        """The same with some numbers put in place of others; for sweeps and tests."""
        changed = {key: replace(self.parameters[key], value=value) for key, value in values.items()}
        return replace(self, parameters={**self.parameters, **changed})

    def only(self, names: list[str]) -> Scenario:
        """With these layers of watching and no others. Draws belong to a layer's place, so the order stays."""
        return replace(self, layers=tuple(layer for layer in self.layers if layer.name in names))

    def uncertain(self) -> dict[str, tuple[float, float]]:
        return {key: one.range for key, one in self.parameters.items() if one.range is not None}

    def mask(self, names: list[str] | tuple[str, ...]) -> int:
        """The bits of these layers."""
        order = [layer.name for layer in self.layers]
        return sum(1 << order.index(name) for name in names)

    def names(self, mask: int) -> list[str]:
        return [layer.name for place, layer in enumerate(self.layers) if mask >> place & 1]

    def as_dict(self) -> dict[str, Any]:
        return {key: {"value": _plain(one.value), "unit": one.unit} for key, one in self.parameters.items()}


def _plain(value: Value) -> Any:
    return {"distribution": value.kind, **value.numbers} if isinstance(value, Distribution) else value

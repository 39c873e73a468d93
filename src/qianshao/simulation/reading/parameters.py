"""One parameter of a scenario file: an inline table with its value, its unit, its source."""

from __future__ import annotations

import math
from typing import Any

from qianshao.simulation.distributions import KINDS, Distribution
from qianshao.simulation.reading.faults import Faults
from qianshao.simulation.reading.fields import DISTRIBUTION, PARAMETER_KEYS, SHARES, WHOLE, WORD, Field
from qianshao.simulation.scenario import Parameter, Value


def parameter(faults: Faults, key: str, given: Any, field: Field) -> Parameter | None:
    """None when something does not hold; what it is has been noted."""
    before = len(faults.errors)
    if not isinstance(given, dict):
        faults.add(key, f"must be {example(field)}")
        return None
    _check_keys(faults, key, given, field)
    _check_unit(faults, key, given, field)
    if not (isinstance(given.get("source"), str) and given["source"].strip()):
        faults.add(key, 'must name its source: source = "…", or source = "assumption"')
    value = _value(faults, key, given, field)
    bounds = _bounds(faults, key, given, field)
    if len(faults.errors) > before or value is None:
        return None
    return Parameter(value, field.unit, given["source"], bounds)


def example(field: Field) -> str:
    if field.kind == DISTRIBUTION:
        return f'{{ distribution = "gamma", mean = 5.0, sd = 2.0, unit = "{field.unit}", source = "…" }}'
    value = {SHARES: "[0.2, 0.5, 0.3]", WORD: f'"{field.words[0] if field.words else ""}"'}.get(field.kind)
    value = value or f"a {field.kind} from {field.low:g} to {field.high:g}"
    return f'{{ value = {value}, unit = "{field.unit}", source = "…" }}'


def _check_keys(faults: Faults, key: str, given: dict[str, Any], field: Field) -> None:
    allowed = set(PARAMETER_KEYS)
    if field.kind == DISTRIBUTION:
        if given.get("distribution") not in KINDS:
            return  # which numbers it has is not known; that is said with its value
        allowed = {"unit", "source", "distribution", *KINDS[given["distribution"]]}
    for unknown in sorted(set(given) - allowed):
        faults.add(key, f"has no {unknown}; allowed are {', '.join(sorted(allowed))}")


def _check_unit(faults: Faults, key: str, given: dict[str, Any], field: Field) -> None:
    if "unit" not in given:
        faults.add(key, f'has no unit; write unit = "{field.unit}"')
    elif given["unit"] != field.unit:
        faults.add(key, f'its unit must be "{field.unit}", not {given["unit"]!r}')


def _value(faults: Faults, key: str, given: dict[str, Any], field: Field) -> Value | None:
    if field.kind == DISTRIBUTION:
        return _distribution(faults, key, given, field)
    value = given.get("value")
    if field.kind == WORD:
        if value in field.words:
            return str(value)
        faults.add(key, f"value must be one of {', '.join(field.words)}, not {value!r}")
        return None
    if field.kind == SHARES:
        if isinstance(value, list) and value and all(_is_number(one) and 0 <= one <= 1 for one in value) and sum(value):
            return tuple(float(one) for one in value)
        faults.add(key, "value must be a list of shares from 0 to 1, not all of them 0")
        return None
    return _number(faults, key, "value", value, field)


def _number(faults: Faults, key: str, name: str, value: Any, field: Field) -> float | None:
    whole = field.kind == WHOLE
    if not _is_number(value) or (whole and value != int(value)) or not field.low <= value <= field.high:
        kind = "whole number" if whole else "number"
        faults.add(key, f"{name} must be a {kind} from {field.low:g} to {field.high:g} ({field.unit}), not {value!r}")
        return None
    return float(value)


def _bounds(faults: Faults, key: str, given: dict[str, Any], field: Field) -> tuple[float, float] | None:
    if "range" not in given or field.kind == DISTRIBUTION:
        return None
    bounds = given["range"]
    if isinstance(bounds, list) and len(bounds) == 2 and all(map(_is_number, bounds)):
        low, high = (float(one) for one in bounds)
        if field.low <= low < high <= field.high:
            return low, high
    what = f"two numbers from {field.low:g} to {field.high:g}, the smaller first"
    faults.add(key, f"range must be {what}, not {bounds!r}")
    return None


def _distribution(faults: Faults, key: str, given: dict[str, Any], field: Field) -> Distribution | None:
    kind = given.get("distribution")
    if kind not in KINDS:
        faults.add(key, f"distribution must be one of {', '.join(KINDS)}, not {kind!r}")
        return None
    before = len(faults.errors)
    for name in KINDS[kind]:
        number: Any = given.get(name)
        signed = name == "meanlog"
        positive = name not in ("meanlog", "value", "low")
        if not _is_number(number) or (not signed and number < 0) or (positive and number == 0):
            least = "any number" if signed else "a number above 0" if positive else "a number of at least 0"
            faults.add(key, f"{name} of a {kind} distribution must be {least} ({field.unit}), not {number!r}")
        elif abs(number) > field.high:
            faults.add(key, f"{name} of a {kind} distribution is at most {field.high:g} ({field.unit}), not {number!r}")
    if kind == "uniform" and len(faults.errors) == before and given["low"] > given["high"]:
        faults.add(key, "low of a uniform distribution must not be above high")
    if len(faults.errors) > before:
        return None
    return Distribution(kind, {name: float(given[name]) for name in KINDS[kind]})


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)

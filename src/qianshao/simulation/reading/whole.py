"""A whole scenario file."""

from __future__ import annotations

import tomllib
from typing import Any

from qianshao.simulation.reading.faults import Faults, ScenarioError
from qianshao.simulation.reading.fields import LANGUAGES, LAYER, MEASURE, MOST_LAYERS, SEES, TABLES, Field
from qianshao.simulation.reading.parameters import example, parameter
from qianshao.simulation.scenario import Layer, Parameter, Scenario

TOP = ("title", "measures", "watching", *TABLES)


def read(text: str, source: str) -> Scenario:
    """Raises ScenarioError with everything that does not hold."""
    tree = _tree(text, source)
    faults = Faults(text, source)
    for unknown in sorted(set(tree) - set(TOP)):
        faults.add(unknown, f"is not part of a scenario; there are {', '.join(TOP)}")
    titles = _titles(faults, "title", tree.get("title"))
    parameters: dict[str, Parameter] = {}
    for name, fields in TABLES.items():
        _table(faults, name, tree.get(name, {}), fields, parameters)
    measures = _measures(faults, tree.get("measures", {}), parameters)
    layers = _layers(faults, tree.get("watching", {}), parameters)
    _check_sizes(faults, parameters)
    faults.raise_first()
    return Scenario(source, titles, text, parameters, layers, measures)


def _tree(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _, _, tail = str(error).partition("at line ")
        digits = tail.split(",")[0].rstrip(")")
        line = int(digits) if digits.isdigit() else len(text.splitlines()) or 1
        raise ScenarioError(source, line, "TOML", str(error)) from None


def _titles(faults: Faults, key: str, given: Any) -> dict[str, str]:
    if isinstance(given, dict) and all(isinstance(given.get(one), str) and given[one].strip() for one in LANGUAGES):
        return {one: given[one] for one in LANGUAGES}
    faults.add(key, f"must be a title in each of {', '.join(LANGUAGES)}")
    return {}


def _table(
    faults: Faults,
    name: str,
    given: Any,
    fields: dict[str, Field],
    into: dict[str, Parameter],
    also: tuple[str, ...] = (),
) -> None:
    if not isinstance(given, dict):
        faults.add(name, f"must be a table: [{name}]")
        return
    for unknown in sorted(set(given) - set(fields) - set(also)):
        faults.add(f"{name}.{unknown}", f"is not a key of [{name}]; there are {', '.join((*also, *fields))}")
    for key, field in fields.items():
        full = f"{name}.{key}"
        if key in given:
            if found := parameter(faults, full, given[key], field):
                into[full] = found
        elif field.default is not None:
            into[full] = Parameter(field.default, field.unit, "none")
        else:
            faults.add(full, f"is missing; write {key} = {example(field)}")


def _measures(faults: Faults, given: Any, into: dict[str, Parameter]) -> tuple[str, ...]:
    if not isinstance(given, dict):
        faults.add("measures", "must be tables: [measures.masks]")
        return ()
    for name, table in given.items():
        _table(faults, f"measures.{name}", table, MEASURE, into)
    return tuple(given)


def _layers(faults: Faults, given: Any, into: dict[str, Parameter]) -> tuple[Layer, ...]:
    if not isinstance(given, dict) or not 1 <= len(given) <= MOST_LAYERS:
        faults.add("watching", f"must be 1 to {MOST_LAYERS} tables: [watching.management]")
        return ()
    layers = []
    for name, table in given.items():
        key = f"watching.{name}"
        _table(faults, key, table, LAYER, into, also=("title", "sees"))
        if not isinstance(table, dict):
            continue
        titles = _titles(faults, f"{key}.title", table.get("title"))
        if table.get("sees") not in SEES:
            faults.add(f"{key}.sees", f"must be one of {', '.join(SEES)}, not {table.get('sees')!r}")
        layers.append(Layer(name, titles, table.get("sees") == "infected"))
    return tuple(layers)


def _check_sizes(faults: Faults, parameters: dict[str, Parameter]) -> None:
    low, high = parameters.get("population.smallest"), parameters.get("population.largest")
    if low and high and float(low.value) > float(high.value):  # type: ignore[arg-type]
        faults.add("population.smallest", "must not be above population.largest")

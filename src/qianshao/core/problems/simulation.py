"""Scenarios and their simulation."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "simulation.no_scenario": Kind(422, _("There is no scenario and no file {value}. Shipped are: {known}.")),
    "simulation.no_workplaces": Kind(
        422, _("No open workplace with people is on record for {value}. Import the workplaces, or choose a division.")
    ),
    "simulation.too_large": Kind(
        422,
        _("{workers} people work there: too many for a page. On the server: qianshao simulate --from-registry."),
    ),
    "simulation.busy": Kind(503, _("Another question is being worked out. Ask again in a minute.")),
    "simulation.no_out": Kind(422, _("A directory has to be named with --out: that is where finished runs are kept.")),
}

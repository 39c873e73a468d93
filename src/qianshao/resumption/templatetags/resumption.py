"""How inspections and calls are shown."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from qianshao.policy.checklists import Item, Measure
from qianshao.resumption import findings
from qianshao.resumption.models import InspectionState, Outcome
from qianshao.resumption.rules.checklists import Cell, Failing, Gravity, Standing

register = template.Library()

COLOURS: dict[str, str] = {
    Outcome.PASSED: "good",
    Outcome.SHORT: "warn",
    Outcome.FAILED: "bad",
    Outcome.REFUSED: "bad",
    InspectionState.PLANNED: "soft",
    InspectionState.CANCELLED: "soft",
    Gravity.OVERSTATED: "bad",
    Gravity.CONTRADICTED: "warn",
    Gravity.DIFFERENT: "soft",
}


@register.filter
def shade(name: str) -> str:
    """The colour of a badge."""
    return COLOURS.get(name, "soft")


@register.filter
def named(item: Item | Measure) -> str:
    return item.name(get_language())


@register.filter
def rule(item: Item) -> str:
    """The law or the guideline that says so."""
    return item.says(get_language())


@register.filter
def limit(measure: Measure) -> str:
    return findings.limit(measure)


@register.filter
def gap(failing: Failing) -> str:
    return findings.gap(failing)


@register.filter
def found(failing: Failing) -> str:
    return findings.value(failing.measure, failing.value)


@register.filter
def gravity(which: Gravity) -> str:
    return findings.gravity(which)


@register.simple_tag
def cell(measure: Measure, one: Cell) -> str:
    return findings.standing(Standing.ABSENT) if one.absent else findings.value(measure, one.value) or "–"

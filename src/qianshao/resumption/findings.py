"""Values, limits and what is missing, in the reader's words."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qianshao.policy.checklists import Limit, Measure
from qianshao.resumption.rules.answers import Value
from qianshao.resumption.rules.checklists import Failing, Gravity, Standing


def value(measure: Measure, found: Value | None) -> str:
    """ "" where nobody looked."""
    if found is None:
        return ""
    if measure.is_yes_no:
        return _("yes") if found else _("no")
    return f"{found:g} {measure.unit_name(get_language())}".strip()


def limit(measure: Measure) -> str:
    said = {
        Limit.WANT: _("must be: {value}"),
        Limit.AT_LEAST: _("at least {value}"),
        Limit.AT_MOST: _("at most {value}"),
        Limit.BELOW: _("below {value}"),
    }[measure.limit]
    return said.format(value=value(measure, measure.threshold))


def gap(failing: Failing) -> str:
    """How badly it fails: in its unit, and whether that is far."""
    far = _("far off") if failing.is_grave else _("just missed")
    if failing.measure.is_yes_no or not failing.gap:
        return far
    missing = f"{failing.gap:g} {failing.measure.unit_name(get_language())}".strip()
    return _("off by {amount}: {how}").format(amount=missing, how=far)


def standing(which: Standing) -> str:
    return {
        Standing.MET: _("met"),
        Standing.FAILED: _("fails"),
        Standing.ABSENT: _("nothing of the kind here"),
        Standing.OPEN: _("not looked at"),
    }[which]


def gravity(which: Gravity) -> str:
    return {
        Gravity.OVERSTATED: _("said to be met, found not to be"),
        Gravity.CONTRADICTED: _("one says met, another not"),
        Gravity.DIFFERENT: _("different numbers"),
    }[which]

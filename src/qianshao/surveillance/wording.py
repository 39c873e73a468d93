"""What was seen, why it is unusual, and how often chance brings it: in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.resumption.models import SharedKind
from qianshao.surveillance.models import RuleName, Signal

NEVER = 1e-6
"""Fewer than one in so many days is said as that: the tails of no model are good beyond."""


@dataclass(frozen=True, slots=True)
class Said:
    seen: str
    why: str
    chance: str


def say(signal: Signal) -> Said:
    names = {"where": where(signal), "day": date_format(signal.last_day, "Y-m-d"), **signal.evidence}
    if "link" in names:
        names["link"] = _("{kind} “{name}”").format(kind=SharedKind(names["kind"]).label, name=names["link"])
    seen, why = _sentences(signal)
    return Said(seen.format(**names), why.format(**names), how_often(signal.rule, signal.chance))


def where(signal: Signal) -> str:
    """The workplace; of several, the first and how many more."""
    places = list(signal.places.all())
    if signal.subject.startswith("t"):
        return _("township {code}").format(code=signal.subject[1:]) if not places else _town(signal)
    if not places:
        return "—"
    name, others = places[0].workplace.name, len(places) - 1
    if not others:
        return name
    said = ngettext("{name} and {number} other workplace", "{name} and {number} other workplaces", others)
    return said.format(name=name, number=others)


def _town(signal: Signal) -> str:
    place = next(iter(signal.places.all())).workplace.territory
    while place.parent is not None and len(place.code) > len(signal.subject) - 1:
        place = place.parent
    return place.name


def _sentences(signal: Signal) -> tuple[str, str]:
    """Seen, and why it is unusual."""
    said = {
        RuleName.CLUSTER: (
            _("{where}: {cases} new confirmed cases within {days} days, up to {day}."),
            _("By the definition in force, {cases_of_definition} within {days} days at one workplace are a cluster."),
        ),
        RuleName.SUSPECTED: (
            _("{where}: {cases} people newly with fever or cough within {days} days, up to {day}."),
            _(
                "{cases_of_definition} or more are a suspected cluster; and it is more than a workplace of this size"
                " has when the {tested} workplaces of the district are compared."
            ),
        ),
        RuleName.RISE: (
            _("{where}: {cases} people newly ill on {day}."),
            _("By its last two weeks {expected} were to be expected, and no more than {upper}."),
        ),
        RuleName.SEASON: (
            _("{where}: {cases} people newly ill in the week up to {day}."),
            _("By the same weeks of the last {years} years {expected} were to be expected."),
        ),
        RuleName.SHARED: (
            _("{where}: {cases} people newly ill within {days} days, up to {day}; these workplaces share {link}."),
            _("By what the {workplaces} workplaces that share it have at other times, {expected} were to be expected."),
        ),
        RuleName.SCAN: (
            _("{where}: {cases} people newly ill within {days} days, up to {day}, at workplaces near each other."),
            _("By what these {workplaces} workplaces have at other times, {expected} were to be expected."),
        ),
        RuleName.SILENCE: (
            _("{where}: {reports} reports in the last {days} days, up to {day}."),
            _("On the {days_before} days before it reported {before} times, and its neighbours go on reporting."),
        ),
        RuleName.SILENT_TOWNSHIP: (
            _("{where}: {reports} reports from its workplaces in the last {days} days, up to {day}."),
            _("By its own habit and by what the other townships did on these days, {expected} were to be expected."),
        ),
        RuleName.ZEROS: (
            _("{where}: nobody ill on any of {days} days with a report, up to {day}."),
            _("Workplaces of this size nearby would have had {expected} people ill. Nothing but zeros may be a habit."),
        ),
        RuleName.CONTRADICTION: (
            _("{where}: management states {management} people ill, the union and workers {others}, up to {day}."),
            _("If both saw what they see elsewhere, management would have stated {expected}."),
        ),
    }
    return said[RuleName(signal.rule)]


def how_often(rule: str, chance: float) -> str:
    """How often such a thing arises though nothing is wrong."""
    if rule == RuleName.CONTRADICTION:
        return _("Of what looks like this, about {share} per cent is chance.").format(share=_round(100 * chance))
    if chance < NEVER:
        return _("By chance a district sees this less than once in a thousand years.")
    if chance >= 0.5:
        return _("By chance a district sees this about every day; it is said because it meets the definition.")
    days = 1 / chance
    if days < 400:
        return ngettext(
            "By chance a district sees this about once in {days} day.",
            "By chance a district sees this about once in {days} days.",
            round(days),
        ).format(days=_round(days))
    return _("By chance a district sees this about once in {years} years.").format(years=_round(days / 365))


def _round(number: float) -> str:
    """Two figures are all that is known."""
    if number < 1:
        return f"{number:.1g}"
    digits = len(str(int(number)))
    return str(int(round(number, 2 - digits)) if digits > 2 else round(number))

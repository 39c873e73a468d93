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


ALWAYS = 1000.0
"""The level of a definition, which is no test."""


@dataclass(frozen=True, slots=True)
class Said:
    seen: str
    why: str
    chance: str


def say(signal: Signal) -> Said:
    day, days = date_format(signal.last_day, "Y-m-d"), signal.evidence.get("days", 0)
    names = {"where": where(signal), "day": day, "people": signal.people, **signal.evidence}
    when = _("on {day}") if days == 1 else _("in the {days} days up to {day}")
    names["when"] = when.format(day=day, days=days)
    names |= {key: about(names[key]) for key in ("expected", "upper") if key in names}
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
    """Seen, beside what was to be expected; and why it is unusual."""
    compared = "expected" in signal.evidence
    said = {
        RuleName.CLUSTER: (
            _("{where}: {cases} new confirmed cases {when}."),
            _("By the definition in force, {cases_of_definition} within {days} days at one workplace are a cluster."),
        ),
        RuleName.SUSPECTED: (
            _("{where}: {cases} people newly with fever or cough {when}, where about {expected} were to be expected.")
            if compared
            else _("{where}: {cases} people newly with fever or cough {when}."),
            _(
                "{cases_of_definition} or more are a suspected cluster; and it is more than other workplaces of the"
                " district, {tested} in all, lead one to expect of one with {people} people."
            ),
        ),
        RuleName.RISE: (
            _("{where}: {cases} people newly ill on {day}, where about {expected} were to be expected."),
            _("{expected} is its average day of the week before; more than {upper} would be rare."),
        ),
        RuleName.SEASON: (
            _("{where}: {cases} people newly ill in the week up to {day}, where about {expected} were to be expected."),
            _("{expected} is what these weeks of the last {years} years had, with their trend."),
        ),
        RuleName.SHARED: (
            _(
                "{where}: {cases} people newly ill {when}, where about {expected} were to be expected; these workplaces"
                " share {link}."
            ),
            _("{expected} is what the {workplaces} workplaces that share it have at other times."),
        ),
        RuleName.SCAN: (
            _(
                "{where}: {cases} people newly ill {when}, where about {expected} were to be expected, at workplaces"
                " near each other."
            ),
            _("{expected} is what these {workplaces} workplaces have at other times."),
        ),
        RuleName.SILENCE: (
            _("{where}: reported on {reports} of the {days} days up to {day}; before, on {before} of {days_before}.")
            if signal.evidence.get("reports")
            else _("{where}: not one report in the {days} days up to {day}; before, on {before} of {days_before}."),
            _("Who reported so regularly seldom stops by chance; and its neighbours go on reporting."),
        ),
        RuleName.SILENT_TOWNSHIP: (
            _("{where}: {reports} reports from its workplaces {when}, where about {expected} were to be expected."),
            _("{expected} follows from its own habit, and from what the other townships reported on these days."),
        ),
        RuleName.ZEROS: (
            _("{where}: nobody ill on any of {days} days with a report, up to {day}, where about {expected} were to be"
              " expected."),
            _("{expected} is what workplaces of this size nearby had. Nothing but zeros may be a habit."),
        ),
        RuleName.CONTRADICTION: (
            _("{where}: management states {management} people ill, the union and workers {others}, up to {day}."),
            _("If both saw what they see elsewhere, management would have stated about {expected}."),
        ),
    }  # fmt: skip
    return said[RuleName(signal.rule)]


def heading(signal: Signal) -> str:
    """Of the chart: what a bar counts."""
    if signal.rule in (RuleName.SILENCE, RuleName.SILENT_TOWNSHIP):
        return _("Reports a day")
    return _("People newly ill a week") if signal.evidence.get("weekly") else _("People newly ill a day")


def about(number: float) -> str:
    """As exact as an expectation is."""
    if number < 1:
        return f"{number:.1g}"
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


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


def level_in_words(rule: str, level: float) -> str:
    """From which on a rule speaks."""
    if level >= ALWAYS:
        return _("whenever the definition holds")
    if rule == RuleName.CONTRADICTION:
        return _("at most {share} per cent false ones among them").format(share=_round(100 * level))
    days = max(1 / max(level, NEVER), 1.0)
    said = ngettext(
        "what chance brings at most once in {days} day", "what chance brings at most once in {days} days", round(days)
    )
    return said.format(days=_round(days))


def _round(number: float) -> str:
    """Two figures are all that is known."""
    if number < 1:
        return f"{number:.1g}"
    digits = len(str(int(number)))
    return str(int(round(number, 2 - digits)) if digits > 2 else round(number))

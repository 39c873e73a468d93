"""The fields of the daily report in the words of people: for the form, the API's description, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qianshao.intake.rules import daily
from qianshao.policy import loading
from qianshao.policy.ladder import Category

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: fields that a person looks up in one place."""

    code: str
    title: Text
    names: tuple[str, ...]


SECTIONS = (
    Section("people", _("People"), ("headcount", "on_duty", "absent_unexplained", "returned_from_outside")),
    Section(
        "health",
        _("Health"),
        ("fever", "respiratory", "suspected", "confirmed", "asymptomatic", "in_observation", "close_contacts"),
    ),
    Section("supplies", _("Supplies"), ("masks_in_stock", "masks_needed_daily", "thermometers")),
    Section(
        "place",
        _("Place"),
        ("disinfected", "entries_measured", "dormitory_rooms_over_limit", "isolation_rooms_free"),
    ),
)

LABELS: dict[str, Text] = {
    "headcount": _("People who work here"),
    "on_duty": _("On duty today"),
    "absent_unexplained": _("Absent, reason not known"),
    "returned_from_outside": _("Back from elsewhere in the last 14 days"),
    "fever": _("With fever"),
    "respiratory": _("With cough or a sore throat"),
    "suspected": _("Suspected cases"),
    "confirmed": _("Confirmed cases"),
    "asymptomatic": _("Infected without symptoms"),
    "in_observation": _("Under observation or in isolation"),
    "close_contacts": _("Close contacts"),
    "masks_in_stock": _("Masks in stock"),
    "masks_needed_daily": _("Masks needed a day"),
    "thermometers": _("Working thermometers"),
    "disinfected": _("Disinfected and aired today"),
    "entries_measured": _("Temperature taken at every entrance"),
    "dormitory_rooms_over_limit": _("Dormitory rooms with too many people"),
    "isolation_rooms_free": _("Isolation rooms free"),
    "named": _("What is wrong?"),
    "remarks": _("In your own words"),
    "all_clear": _("All is well"),
    "day": _("Day"),
    "workplace": _("Workplace"),
    "key": _("Key"),
    "category": _("What is wrong?"),
    "text": _("In your own words"),
}

STATED_WHEN_WELL = daily.ZERO_WHEN_WELL
"""What a person sees, and so states, before confirming that all is well."""


def label(name: str) -> Text:
    return LABELS.get(name, name)


def category_name(category: Category) -> str:
    """In the language of the reader; Chinese for every language that policies have no words in."""
    return category.names.get(get_language() or "", category.names["zh-hans"])


def danger_names(codes: list[str]) -> list[str]:
    known = loading.shipped().categories
    return [category_name(known[code]) if code in known else code for code in codes]

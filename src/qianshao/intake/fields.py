"""The fields of the daily report in the words of people: for the form, the API's description, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qianshao.core.problems import Problem, Problems
from qianshao.intake.models import DailyReport
from qianshao.intake.rules import daily
from qianshao.policy import loading
from qianshao.policy.ladder import Category

Text = str | Promise


TELLTALES: dict[str, Text] = {
    "phone": _("A telephone number or an account"),
    "id_number": _("A number of an identity card, a badge or the staff"),
    "name": _("A name"),
    "only": _("That you are the only one"),
    "shift": _("A shift with one person"),
    "post": _("Your post"),
    "small": _("Few people work here, so that any words narrow the circle"),
}
"""What could tell who wrote, by its kind."""


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
    "category": _("What is wrong?"),
    "text": _("In your own words"),
    "when": _("When?"),
}

AMOUNTS = frozenset({"headcount", "on_duty", "returned_from_outside", "masks_in_stock", "masks_needed_daily"})

STATED_WHEN_WELL = daily.ZERO_WHEN_WELL
"""What a person sees, and so states, before confirming that all is well."""


def label(name: str) -> Text:
    return LABELS.get(name, name)


def category_name(category: Category) -> str:
    """In the language of the reader; Chinese for every language that policies have no words in."""
    return category.names.get(get_language() or "", category.names["zh-hans"])


def danger_names(codes: list[str]) -> list[str]:
    known = loading.in_force().categories
    return [category_name(known[code]) if code in known else code for code in codes]


# --- the form ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One field as it is shown: what was typed stays, and what is wrong with it stands beside it."""

    name: str
    label: Text
    kind: str
    value: object
    problem: str = ""

    @property
    def yes(self) -> bool:
        return self.value in daily.TRUE

    @property
    def no(self) -> bool:
        return self.value in daily.FALSE and self.value != 0


class Form:
    """What was typed together with what is wrong; the template only lays it out."""

    def __init__(self, typed: Mapping[str, object], trouble: Problem | Problems | None = None) -> None:
        self.typed = typed
        self.problems = _several(trouble)
        self.status = trouble.status if trouble else 200

    def row(self, name: str) -> Row:
        value = self.typed.get(name)
        return Row(name, label(name), kind(name), "" if value is None else value, self.problem(name))

    @property
    def sent_before(self) -> bool:
        """Somebody went back, changed what was filed, and sent it again: from now on that is a new sending."""
        return any(problem.code == "report.sent_before" for problem in self.problems)

    @property
    def summary(self) -> list[tuple[Text, Problem]]:
        """What is wrong, each with the label of its field; none for what is wrong with the whole."""
        return [(LABELS.get(problem.field, ""), problem) for problem in self.problems]

    def problem(self, name: str) -> str:
        return " ".join(problem.sentence for problem in self.problems if problem.field == name)

    @property
    def sections(self) -> list[tuple[Section, list[Row]]]:
        return [(section, [self.row(name) for name in section.names]) for section in SECTIONS]

    @property
    def remarks(self) -> Row:
        return self.row("remarks")

    @property
    def named_problem(self) -> str:
        return self.problem("named")

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The kinds of danger: code, name, and whether it is ticked."""
        ticked = self.typed.get("named") or ()
        ticked = ticked if isinstance(ticked, list | tuple) else (ticked,)
        return [(one.code, category_name(one), one.code in ticked) for one in loading.in_force().categories.values()]


def _several(trouble: Problem | Problems | None) -> list[Problem]:
    found = trouble.problems if isinstance(trouble, Problems) else [trouble] if trouble else []
    return [worded for problem in found for worded in _for_people(problem)]


def _for_people(problem: Problem) -> list[Problem]:
    """The same in words that fit a form: fields by their labels, and what a program would call a key left out."""
    if problem.code == "report.key_reused":
        return [Problem("report.sent_before")]
    if problem.code == "report.says_nothing":
        unsaid = problem.values["fields"].split(", ")
        return [Problem("field.missing", field=name, label=label(name)) for name in unsaid]
    if "label" in problem.values:
        problem.values["label"] = label(problem.field)
    return [problem]


def kind(name: str) -> str:
    """What stands on the form: a count is stepped up and down, an amount is too large for that and typed."""
    if name in daily.MEASURES:
        return "yes_no"
    return "amount" if name in AMOUNTS else "count"


def stated(row: DailyReport) -> list[tuple[Text, object]]:
    """What a report states, in the order of the form; what was left open is left out."""
    names = [name for section in SECTIONS for name in section.names]
    return [(label(name), getattr(row, name)) for name in names if getattr(row, name) is not None]

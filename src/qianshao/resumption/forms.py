"""What is typed on the pages of the ledger. Whether it makes sense is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.policy.restarts import Requirement
from qianshao.registry.forms import ANY, OfWorkplaces, Said
from qianshao.registry.models import Territory
from qianshao.resumption.models import Standing, StatedBy, Word
from qianshao.resumption.wording import BY, SIZES, UNKNOWN

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
STATEABLE = [one for one in Word.choices if one[0] != Word.RETRACTED]


class Question(Said):
    """How many, where, when, by what."""

    territory = forms.ChoiceField(label=_("Division"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=DAY)
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            ("working", _("working again")),
            ("at_work", _("at work: working again or never stopped")),
            *((code, label) for code, label in Standing.choices if code != "working"),
        ],
    )
    by = forms.MultipleChoiceField(
        label=_("Count by"),
        required=False,
        initial=["industry"],
        choices=list(BY.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, divisions: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in divisions]
        self.fields["territory"].choices = choices  # type: ignore[attr-defined]


class OfStandings(OfWorkplaces):
    """Above the watch list."""

    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[ANY, *Standing.choices, ("unknown", UNKNOWN)]
    )
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[ANY, *SIZES.items()])
    day = forms.DateField(label=_("Day"), required=False, widget=DAY)


class Stated(Said):
    """What an officer records of a workplace."""

    standing = forms.ChoiceField(label=_("Standing"), choices=STATEABLE)
    holds_from = forms.DateField(label=_("From which day on?"), widget=DAY)
    source = forms.ChoiceField(label=_("Who states it?"), choices=StatedBy.choices)
    source_name = forms.CharField(
        label=_("Which list, paper or office?"),
        required=False,
        max_length=100,
        help_text=_("No name of a person."),
    )
    rule = forms.ChoiceField(label=_("By which rule?"), required=False)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)
    paper = forms.FileField(
        label=_("Paper: PDF, Word, Excel or a picture, up to 8 MB"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.webp"}),
    )

    def __init__(self, *args: Any, rules: Iterable[Requirement], language: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((rule.code, rule.name(language)) for rule in rules)]
        self.fields["rule"].choices = choices  # type: ignore[attr-defined]


class ListOfRestarts(Said):
    """A list that somebody sent, and what it states where its rows do not say."""

    file = forms.FileField(
        label=_("CSV or XLSX, up to 10 MB"),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("There is no row in this file.")},
    )
    source = forms.ChoiceField(label=_("Who states it?"), choices=StatedBy.choices)
    source_name = forms.CharField(label=_("Which list, paper or office?"), required=False, max_length=100)
    standing = forms.ChoiceField(
        label=_("Standing of rows that do not say"), choices=Standing.choices, initial=Standing.APPROVED
    )
    day = forms.DateField(label=_("Day of rows that do not say"), required=False, widget=DAY)

"""What is typed about somebody who looks after labour protection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.registry.forms import Said
from qianshao.registry.models import Body, Territory
from qianshao.resumption.models import Grade


class NewHelper(Said):
    alias = forms.CharField(
        label=_("Name or alias"),
        max_length=40,
        help_text=_("What colleagues know them by. No telephone, identity number or address is held."),
    )
    body = forms.ChoiceField(label=_("Body that sends them"))
    grade = forms.ChoiceField(label=_("As what"), choices=Grade.choices)
    employer = forms.CharField(
        label=_("Where they are employed"),
        required=False,
        max_length=200,
        help_text=_("Credit code or full name. They never come there, nor to its group, as an outsider."),
    )
    home = forms.ChoiceField(label=_("Township of their home"), required=False)
    hours_per_week = forms.IntegerField(label=_("Hours per week"), min_value=0, max_value=60, initial=4)
    expertise = forms.CharField(
        label=_("Industries that they know"), required=False, max_length=100, help_text=_("Letters and digits: C26 F")
    )
    languages = forms.CharField(
        label=_("Languages beside Chinese"), required=False, max_length=60, help_text=_("Codes: bo ug")
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], homes: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(one.pk, one.name) for one in bodies]  # type: ignore[attr-defined]
        self.fields["home"].choices = [("", "—"), *((one.code, one.name) for one in homes)]  # type: ignore[attr-defined]

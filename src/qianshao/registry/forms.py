"""What is typed on the registry's pages. Whether it makes sense is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.problems import Problem, Problems
from qianshao.registry.models import Body, BodyKind, Claim, Ownership, Territory
from qianshao.registry.rules.industry import SECTIONS

ANY = ("", _("all"))


class Said(forms.Form):
    """A form that says the problems of an action at its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def say(self, trouble: Problem | Problems) -> None:
        for problem in trouble.problems if isinstance(trouble, Problems) else [trouble]:
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[object, object]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class Filters(Said):
    """Above a list; what makes no sense narrows nothing."""

    text = forms.CharField(label=_("Name"), required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    territory = forms.ChoiceField(label=_("Division"), required=False)

    def __init__(self, *args: Any, divisions: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "territory", [ANY, *((one.code, one.name) for one in divisions)])

    def given(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class OfWorkplaces(Filters):
    ownership = forms.ChoiceField(label=_("Ownership"), required=False, choices=[ANY, *Ownership.choices])
    industry = forms.ChoiceField(
        label=_("Industry"),
        required=False,
        choices=[ANY, *((letter, f"{letter} {name}") for letter, (_first, _last, name) in SECTIONS.items())],
    )


class OfBodies(Filters):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *BodyKind.choices])


class Sheet(Said):
    """A list of workplaces, and whose list it is."""

    file = forms.FileField(
        label=_("CSV or XLSX, up to 10 MB"),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("There is no row in this file.")},
    )
    source = forms.CharField(
        label=_("Where is this list from?"),
        required=False,
        max_length=200,
        help_text=_("Stays with each fact. A list from the same source corrects it; another source opens a dispute."),
    )


class Settlement(Said):
    claim = forms.ChoiceField(label=_("What holds"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it is settled this way"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The other claims stay on record, and so does the reason."),
    )

    def __init__(self, *args: Any, claims: Iterable[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "claim", ((claim.pk, f"{claim.territory or claim.body} ({claim.source})") for claim in claims))


class NewOrder(Said):
    document = forms.CharField(label=_("Number of the document"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        max_length=200,
        help_text=_("The law and the article by which the order may be issued."),
    )
    body = forms.ChoiceField(label=_("Body that acts"))
    territory = forms.ChoiceField(label=_("Territory"))
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    term_percent = forms.IntegerField(
        label=_("Time that is left to answer, in per cent"),
        required=False,
        min_value=10,
        max_value=100,
        help_text=_("50 halves each deadline that begins meanwhile. Left empty, the policy of each danger says."),
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], places: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "body", ((body.number, body.name) for body in bodies))
        _choices(self, "territory", ((place.code, place.name) for place in places))

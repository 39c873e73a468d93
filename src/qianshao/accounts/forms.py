from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from qianshao.accounts import actions, queries
from qianshao.accounts.models import Role
from qianshao.accounts.rules import ROLES_OF
from qianshao.registry.models import Body


class LogIn(AuthenticationForm):
    """Account, password, and, for those who have set it up, the code of the second factor.

    ``refused`` says why nobody was let in, for the trail: password or code.
    """

    code = forms.CharField(
        label=_("One-time code"),
        required=False,
        max_length=20,
        help_text=_("Only if you have set it up; a recovery code will do, too."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    error_messages = {
        "invalid_login": _("Account or password are wrong. Both are case-sensitive."),
        "inactive": _("This account is closed. Ask your administrator."),
        "code": _(
            "The one-time code is missing or wrong. It changes every 30 seconds; after several slips, wait a bit."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("Account")
        self.fields["password"].label = _("Password")
        self.refused = "password"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = self.get_user()
        if user is not None and queries.has_second_factor(user):
            device = actions.accept_code(user, cleaned.get("code", ""))
            if device is None:
                self.refused = "code"
                self.add_error("code", self.error_messages["code"])
            user.otp_device = device  # type: ignore[attr-defined]
        return cleaned


RULE = _("At least 10 characters, not only digits, and none of the passwords that everybody uses.")


class NewPassword(SetPasswordForm):  # type: ignore[type-arg]  # Django's forms take no type when they run
    """Without the old one, for those whose password was given to them a moment ago."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULE


class ChangedPassword(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULE


MEANS = {
    Role.OFFICER: _("officer: sees the board and the cases, and answers them"),
    Role.AUDITOR: _("auditor: sees all that officers see, and the audit trail; changes nothing"),
    Role.ADMINISTRATOR: _("administrator: accounts and registry; sees no cases"),
    Role.LIAISON: _("liaison: sees what is referred to this authority, and answers it; nothing else"),
    Role.DELEGATE: _("delegate: files the daily report; sees no cases"),
}


def roles_of(body: Body) -> list[tuple[str, Any]]:
    """The roles that a body can give, with what each means."""
    return [(role, MEANS[Role(role)]) for role in ROLES_OF.get(body.kind, ())]


class NewPerson(forms.Form):
    """An account for somebody of one body. ``union`` is asked only where the workplace's own is not on record."""

    username = forms.CharField(
        label=_("Account name"),
        max_length=64,
        help_text=_("What it is for, not who uses it: for example yudong-officer-2."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    union = forms.CharField(label=_("Name of its own union"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, body: Body | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if body is None:
            del self.fields["role"]
        else:
            del self.fields["union"]
            self.fields["role"].choices = roles_of(body)  # type: ignore[attr-defined]
            self.fields["role"].initial = roles_of(body)[0][0]

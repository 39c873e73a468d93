from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user, match_token

from qianshao.accounts.models import Role


class LogIn(AuthenticationForm):
    """Account, password, and, for those who have set it up, the code of the second factor."""

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
        "code": _("The one-time code is missing or wrong. It changes every 30 seconds."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("Account")
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = self.get_user()
        if user is not None and any(devices_for_user(user)):
            device = match_token(user, cleaned.get("code", "").replace(" ", ""))
            if device is None:
                self.add_error("code", self.error_messages["code"])
            user.otp_device = device  # type: ignore[attr-defined]
        return cleaned


class NewPerson(forms.Form):
    username = forms.CharField(label=_("Account name"), max_length=64, help_text=_("What it is for, not who uses it."))
    body = forms.ChoiceField(label=_("Body"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

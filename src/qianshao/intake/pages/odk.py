"""Setting up ODK Collect with one scan, and a federation's own questions."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts import actions as accounts
from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.accounts.models import Membership
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.intake import actions, queries
from qianshao.intake.channels.odk import forms
from qianshao.policy import loading
from qianshao.registry.scope import Ability, Scope


@page(Ability.FILE_REPORTS)
def set_up(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The key stands in the address that Collect gets, so it is shown once, as a square code that Collect reads."""
    if request.method != "POST":
        return render(request, "intake/odk.html", {})
    secret = accounts.create_token(_me(request), "ODK Collect", actor=actor_of(request), via=Via.WEB, at=clock.now())
    server = request.build_absolute_uri(reverse("intake:odk_form_list", kwargs={"token": secret})).removesuffix(
        "/formList"
    )
    return render(request, "intake/odk.html", {"server": server, "code": _square(server)})


def _square(server: str) -> str:
    """Collect's own form for settings: JSON, deflated, in base64."""
    settings = {
        "general": {"server_url": server, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": "前哨 Qianshao", "icon": "前"},
    }
    packed = b64encode(zlib.compress(json.dumps(settings, ensure_ascii=False).encode())).decode()
    drawn: str = segno.make(packed, error="l").svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - lines and squares, drawn here


@page(Ability.CHANGE_REGISTRY)
def questions(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What one's own body asks beside the daily report."""
    body, problem = _me(request).body, None
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if file is None:
                raise Problem("field.missing", field="file", label=_("XLSForm"))
            asked = forms.read(file.read(forms.LARGEST_SHEET + 1), body=body.number, name=body.name)
            forms.check(asked, list(loading.in_force().categories.values()))
            actions.ask_more(body, asked.survey, asked.choices, actor=actor_of(request), via=Via.WEB, at=clock.now())
            messages.success(request, _("Asked from now on. Telephones get the new form by themselves."))
            return redirect("intake:questions")
        except Problem as trouble:
            problem = trouble
    now = queries.questions().filter(body=body).first()
    rows = [(row["name"], _label(row), row["type"]) for row in now.survey] if now else []
    context = {"now": now, "rows": rows, "body": body, "problems": [problem] if problem else []}
    return render(request, "intake/questions.html", context, status=problem.status if problem else 200)


@require_POST
@page(Ability.CHANGE_REGISTRY)
def end(request: HttpRequest, scope: Scope) -> HttpResponse:
    actions.end_questions(_me(request).body, actor=actor_of(request), via=Via.WEB, at=clock.now())
    messages.success(request, _("They are asked no more. Answers that were given stay with their reports."))
    return redirect("intake:questions")


def _label(row: dict[str, str]) -> str:
    return next((text for name, text in row.items() if name.startswith("label")), row["name"])


def _me(request: HttpRequest) -> Membership:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    return membership

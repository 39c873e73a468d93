"""The daily report as a program on the phone: it can be installed, opens without network, keeps what it could not send.

What was filed without network is kept by ``static/intake/queue.js`` and sent as the same form, with the key of its
sending, until the server has said that it is on disk.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qianshao.accounts.doors import anybody, membership_of, page
from qianshao.core import clock
from qianshao.intake import fields, queries
from qianshao.intake.rules import daily
from qianshao.registry.scope import Ability, Scope

KEPT = 30
"""Workplaces on the page for times without network."""

ASSETS = (
    "web/css/qianshao.css",
    "intake/intake.css",
    "web/js/stepper.js",
    "web/js/shell.js",
    "web/js/once.js",
    "intake/queue.js",
    "intake/desk.js",
    "web/icons/lamp.svg",
)
"""What that page is made of."""

ZEROS: dict[str, Any] = {
    "headcount_label": fields.label("headcount"),
    "zeros": [fields.label(name) for name in fields.STATED_WHEN_WELL],
}


def is_queue(request: HttpRequest) -> bool:
    """The queue of a phone reads JSON; a browser that sends a form wants a page."""
    return request.headers.get("Accept", "") == "application/json"


def around(request: HttpRequest) -> dict[str, Any]:
    """What the queue has to know on each page: whose it is, and what day it is."""
    still = "still" if clock.is_generated() else "runs"
    return {"phone": {"account": _account(request), "today": clock.today(), "clock": still}}


def quick(form: fields.Form, field_id: str = "headcount") -> dict[str, Any]:
    """For the form of two taps, and for the question between them."""
    return ZEROS | {"headcount": form.row("headcount"), "quick_id": field_id}


@page(Ability.FILE_REPORTS)
def offline(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Kept on the phone as a whole, and shown when there is no way to the server."""
    places = list(queries.workplaces_to_report(scope)[:KEPT])
    known = queries.headcounts(scope, places, before=clock.today())
    empty = fields.Form({"headcount": "", **dict.fromkeys(daily.ZERO_WHEN_WELL, 0)})
    context = {
        "places": [{"place": place, "headcount": known.get(place.pk, place.headcount)} for place in places],
        "day": clock.today(),
        "is_today": True,
        "form": empty,
        "key": secrets.token_urlsafe(18),
        **quick(empty, "quick-headcount"),
        **around(request),
    }
    return render(request, "intake/offline.html", context)


@anybody
@never_cache
def account(request: HttpRequest) -> JsonResponse:
    """Who is logged in on this phone, and the token without which its forms are refused."""
    return JsonResponse({"account": _account(request), "token": get_token(request)})


@anybody
def worker(request: HttpRequest) -> HttpResponse:
    return service_worker(ASSETS, shell=reverse("intake:offline"), family="qianshao", queue="qianshao")


def service_worker(assets: Sequence[str], *, shell: str, family: str, queue: str) -> HttpResponse:
    """A service worker that keeps one page and its assets. A new version of anything that it keeps is a new version of
    it. ``family`` names what it keeps, ``queue`` the queue that it empties."""
    code = "".join(_read(name) for name in ("intake/queue.js", "intake/worker.js"))
    version = sha256("".join(_read(name) for name in (*assets, "intake/worker.js")).encode()).hexdigest()[:12]
    known = {
        "VERSION": f"{family}-{version}",
        "SHELL": shell,
        "ASSETS": [static(name) for name in assets],
        "QUEUE": queue,
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    answer = HttpResponse(head + code, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@anybody
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone wants to know in order to install it."""
    sizes = ("192", "512")
    icons = [{"src": static(f"intake/icons/{one}.png"), "sizes": f"{one}x{one}", "type": "image/png"} for one in sizes]
    said = {
        "name": _("Qianshao: daily report"),
        "short_name": _("Qianshao"),
        "start_url": reverse("intake:daily"),
        "scope": reverse("intake:daily"),
        "display": "standalone",
        "background_color": "#16263a",
        "theme_color": "#16263a",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _account(request: HttpRequest) -> str:
    """The membership: what somebody may file depends on it."""
    membership = membership_of(request)
    return str(membership.pk) if membership else ""


def _read(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")

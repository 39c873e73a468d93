"""A worker reports a danger, without an account and without leaving a trace of who it was.

These pages know nobody: no session is opened, no cookie set, no address or device looked at. They stand outside
the protection against cross-site requests on purpose. It guards what a browser sends along by itself, such as a
session, and here nothing of the kind is read: a forged request could do no more than anybody can do with the
address on the poster. Its cookie, on the other hand, would stay on the phone and show that this page was used.
The hidden key takes over its other use: the same form sent twice is one report.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import wraps
from io import BytesIO
from typing import Any

import segno
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from qianshao.accounts.doors import anybody
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems, raise_all
from qianshao.intake import actions, fields, parsing, queries
from qianshao.intake.models import Channel
from qianshao.intake.rules import daily, flood, receipts, telltale, words
from qianshao.policy import loading, reporting
from qianshao.registry.models import Workplace

SHORTEST_SEARCH, LONGEST_SEARCH = 2, 50
"""Characters of a name."""

FOUND = "intake.found"
FOUND_FOR = 24 * 3600
"""Seconds for which the address of a workplace that was found by name works: nobody can walk through the numbers."""

Page = Callable[..., HttpResponse]


def discreet(view: Page) -> Page:
    """For pages that leave no trace: neither on the phone nor in what stands between it and here."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return csrf_exempt(anybody(door))  # type: ignore[return-value]


@discreet
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the poster."""
    return _danger(request, queries.workplace_of_link(token), token)


@discreet
def find(request: HttpRequest) -> HttpResponse:
    """For somebody without a poster. The name is sent in the body, as addresses stay in histories and logs."""
    name = request.POST.get("name", "").strip()[:LONGEST_SEARCH]
    asked = request.method == "POST"
    long_enough = len(name) >= SHORTEST_SEARCH
    found = [
        {"place": place, "address": reverse("intake:danger_at", args=[signing.dumps(place.pk, salt=FOUND)])}
        for place in (queries.workplaces_by_name(name) if asked and long_enough else [])
    ]
    context = {"name": name, "asked": asked, "too_short": asked and not long_enough, "found": found}
    return render(request, "intake/find.html", context)


@discreet
def found(request: HttpRequest, place: str) -> HttpResponse:
    try:
        pk = signing.loads(place, salt=FOUND, max_age=FOUND_FOR)
    except signing.BadSignature:
        raise Problem("report.link_unknown") from None
    return _danger(request, queries.open_workplace(pk))


@discreet
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The square code of the poster, drawn here: the address goes to nobody else."""
    queries.workplace_of_link(token)
    address = request.build_absolute_uri(reverse("intake:worker", args=[token]))
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=2, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


# --- one danger -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What the form says, once it holds."""

    category: str
    text: str
    day: date
    key: str
    pass_over: bool = False


PROOF_BITS = "X-Proof-Bits"
"""Tells the script of the page how much it has to calculate before it sends the form again."""


def _danger(request: HttpRequest, place: Workplace, link: str = "") -> HttpResponse:
    if request.method != "POST":
        return _form(request, place, link=link)
    try:
        told, at = _read(request), clock.now()
        if found := _not_yet_seen(request, place, told):
            return _form(request, place, link=link, telltales=found)
        pressure, policy, proof = queries.pressure(place, at), reporting.in_force(), request.POST.get("proof")
        passes = flood.passes(pressure, policy, key=told.key, proof=proof or "")
        # A page that can calculate says so by an empty proof. One that cannot is not asked; a person looks at it.
        if not passes and proof == "" and not flood.overflows(pressure, policy):
            return HttpResponse(status=429, headers={PROOF_BITS: str(flood.bits(pressure, policy))})
        reported = actions.report_danger(
            workplace=place,
            category=told.category,
            text=told.text,
            day=told.day,
            channel=Channel.WEB,
            via=Via.WEB,
            at=at,
            key=told.key or None,
            aside=not passes,
            pass_over=told.pass_over,
        )
    except (Problem, Problems) as trouble:
        return _form(request, place, trouble, link=link)
    # Shown at once and not on a page of its own: a receipt must not stand in an address.
    context = {"receipt": receipts.grouped(reported.receipt), "place": place}
    return render(request, "intake/receipt.html", context)


def _not_yet_seen(request: HttpRequest, place: Workplace, told: Told) -> list[telltale.Telltale]:
    """What in the words could tell who wrote them, unless its kind was pointed out before: then they are sure."""
    small = reporting.in_force().small_workplace
    found = telltale.telltales(told.text, headcount=place.headcount, small=small)
    seen = request.POST.get("sure", "").split(",")
    return found if any(one.kind not in seen for one in found) else []


def _form(
    request: HttpRequest,
    place: Workplace,
    trouble: Problem | Problems | None = None,
    *,
    telltales: Sequence[telltale.Telltale] = (),
    link: str = "",
) -> HttpResponse:
    today = clock.today()
    form = fields.Form(request.POST, trouble)
    context = {
        "place": place,
        "link": link,
        "form": form,
        "text": form.row("text"),
        "category_problem": form.problem("category"),
        "when_problem": form.problem("when") + form.problem("day"),
        "categories": [(one.code, fields.category_name(one)) for one in _for_workers()],
        "chosen": request.POST.get("category", ""),
        "when": request.POST.get("when", "today"),
        "earlier": request.POST.get("earlier", ""),
        "earlier_days": [today - timedelta(days=ago) for ago in range(2, reporting.in_force().days_back + 1)],
        "limit": daily.LARGEST_REMARK,
        "few_people": place.headcount < reporting.in_force().small_workplace,
        "pass_over": bool(request.POST.get("pass_over")),
        "telltales": [(fields.TELLTALES[one.kind], one.words) for one in telltales],
        "sure": ",".join(one.kind for one in telltales),
        "key": (not form.sent_before and request.POST.get("key")) or secrets.token_urlsafe(24),
    }
    return render(request, "intake/danger.html", context, status=form.status)


def _for_workers() -> list[Any]:
    return [one for one in loading.in_force().categories.values() if one.workers_may_report]


def _read(request: HttpRequest) -> Told:
    given = request.POST.dict()
    categories = frozenset(one.code for one in _for_workers())
    wrong = parsing.Collected()
    told = Told(
        category=wrong.attempt("category", lambda: parsing.category_of(given, categories), ""),
        text=wrong.attempt("text", lambda: words.tidy(given.get("text", ""), limit=daily.LARGEST_REMARK), ""),
        day=wrong.attempt("when", lambda: _day(given), clock.today()),
        key=wrong.attempt(
            "key", lambda: parsing.checked_key(given.get("key", ""), shortest=parsing.SHORTEST_SECRET_KEY), ""
        ),
    )
    raise_all(wrong.problems)
    return replace(told, pass_over=bool(given.get("pass_over")))


def _day(given: dict[str, str]) -> date:
    today = clock.today()
    near = {"today": today, "yesterday": today - timedelta(days=1)}
    when = given.get("when", "today")
    day = near[when] if when in near else parsing.date_of(given.get("earlier", ""))
    daily.check_day(day, today, reporting.in_force())
    return day

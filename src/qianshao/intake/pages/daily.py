"""The daily report on a delegate's phone: two taps when all is well, the full form only when something is not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.documents import queries as documents
from qianshao.intake import actions, fields, parsing, queries
from qianshao.intake.models import Channel, DailyReport, Source
from qianshao.intake.pages import phone
from qianshao.intake.rules import daily, receipts
from qianshao.policy import loading, reporting
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope

LISTED = 30
"""Workplaces on one screenful of choices; beyond that people search."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reports for which workplace and day, and in whose name."""

    scope: Scope
    person_id: int
    place: Workplace
    day: date
    source: Source
    sources: tuple[Source, ...]

    @property
    def existing(self) -> DailyReport | None:
        return queries.latest(self.scope, self.place, day=self.day, source=self.source)

    def address(self, name: str, **more: object) -> str:
        wanted = {"day": self.day.isoformat(), "source": self.source, **more}
        return f"{reverse(name, args=[self.place.pk])}?{urlencode(wanted)}"


@page(Ability.FILE_REPORTS)
def choose(request: HttpRequest, scope: Scope) -> HttpResponse:
    """For which workplace? Somebody who has only one is not asked."""
    text = request.GET.get("q", "").strip()
    mine = queries.workplaces_to_report(scope)
    found = list(queries.named(mine, text)[: LISTED + 1])
    if len(found) == 1 and not text:
        return redirect("intake:report", found[0].pk)
    done = queries.reported_on(scope, found, day=clock.today(), source=_sources(request)[0])
    shown = [{"place": place, "reported": place.pk in done} for place in found[:LISTED]]
    context = {"q": text, "places": shown, "more": len(found) > LISTED, "day": clock.today(), **phone.around(request)}
    context["may_ask"] = scope.may(Ability.CHANGE_REGISTRY)
    return render(request, "intake/choose.html", context)


@page(Ability.FILE_REPORTS)
def report(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Tap one: all is well. Tap two: yes, this is what I state."""
    desk = _desk(request, scope, pk)
    if request.method != "POST":
        existing = desk.existing
        return redirect("intake:filed", existing.pk) if existing else _propose(request, desk)
    if request.POST.get("step") == "wrong":
        return redirect(desk.address("intake:full", headcount=request.POST.get("headcount", "")))
    try:
        numbers = _read({"headcount": request.POST.get("headcount", ""), "all_clear": True})
        if request.POST.get("step") == "file":
            return _file(request, desk, numbers)
    except (Problem, Problems) as trouble:
        if phone.is_queue(request):
            raise
        return _propose(request, desk, trouble)
    return _confirm(request, desk, numbers)


@page(Ability.FILE_REPORTS)
def full(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Everything that can be stated, for when something is wrong or was stated wrongly."""
    desk = _desk(request, scope, pk)
    if request.method != "POST":
        return _form(request, desk, _proposed(request, desk))
    typed = _typed(request)
    try:
        return _file(request, desk, _read(typed))
    except (Problem, Problems) as trouble:
        if phone.is_queue(request):
            raise
        return _form(request, desk, typed, trouble)


@page(Ability.FILE_REPORTS)
def filed(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What is on disk: the receipt, and the way to correct it."""
    row = queries.report(scope, pk)
    desk = _desk_of(request, scope, row.workplace, row.day, Source(row.source))
    newest = queries.latest(scope, row.workplace, day=row.day, source=row.source)
    superseded = newest if newest and newest.pk != row.pk else None
    several = queries.workplaces_to_report(scope)[:2].count() > 1
    feed = queries.of_management(scope, row.workplace, day=row.day)
    differs = [
        (fields.label(name), getattr(feed, name), getattr(row, name))
        for name in (daily.differences(feed, row) if feed and row.source == Source.UNION else ())
    ]
    return render(
        request,
        "intake/filed.html",
        _around(request, desk) | _stated(row) | {"superseded": superseded, "several": several, "differs": differs},
    )


@page()
def photo(request: HttpRequest, scope: Scope, pk: int, photo: int) -> HttpResponse:
    answer = HttpResponse(documents.content(queries.photo(scope, pk, photo).file), content_type="image/jpeg")
    answer["Content-Disposition"] = "inline"
    return answer


# --- reading ----------------------------------------------------------------------------------------------


def _desk(request: HttpRequest, scope: Scope, pk: int) -> Desk:
    """From the address of the page, or from its hidden fields."""
    given = request.POST if request.method == "POST" else request.GET
    day = parsing.date_of(given["day"]) if given.get("day") else clock.today()
    daily.check_day(day, clock.today(), reporting.in_force())
    return _desk_of(request, scope, registry.workplace(scope, pk), day, given.get("source"))


def _desk_of(request: HttpRequest, scope: Scope, place: Workplace, day: date, source: str | None) -> Desk:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    sources = queries.sources_of(membership)
    chosen = Source(source) if source in sources else sources[0]
    return Desk(scope, membership.person_id, place, day, chosen, sources)


def _sources(request: HttpRequest) -> tuple[Source, ...]:
    membership = membership_of(request)
    return queries.sources_of(membership) if membership else (Source.UNION,)


def _read(typed: dict[str, Any]) -> daily.Numbers:
    return daily.read(typed, reporting.in_force(), frozenset(loading.in_force().categories))


def _typed(request: HttpRequest) -> dict[str, Any]:
    """As it was typed. Fields that are not of the report, such as the key, are left out."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in daily.STATED}
    return typed | {"named": request.POST.getlist("named")}


def _file(request: HttpRequest, desk: Desk, numbers: daily.Numbers) -> HttpResponse:
    """Write, then show what was written; a double tap leads to the same page. The queue of a phone shows it itself."""
    key = parsing.checked_key(request.POST.get("key", ""), shortest=1)
    submission = actions.Submission(
        workplace=desk.place,
        day=desk.day,
        source=desk.source,
        numbers=numbers,
        channel=Channel.WEB,
        key=f"{desk.person_id}:{key}" if key else None,
        person_id=desk.person_id,
    )
    done = actions.file_daily_report(submission, actor=actor_of(request), via=Via.WEB, at=clock.now())
    address = reverse("intake:filed", args=[done.report.pk])
    return JsonResponse({"address": address}) if phone.is_queue(request) else HttpResponseRedirect(address)


# --- showing ----------------------------------------------------------------------------------------------


def _around(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What every page of a report shows."""
    policy, today = reporting.in_force(), clock.today()
    back = [today - timedelta(days=ago) for ago in range(policy.days_back + 1)]
    return {
        "desk": desk,
        "place": desk.place,
        "day": desk.day,
        "is_today": desk.day == today,
        "days": back,
        "late": daily.is_late(desk.day, timezone.localtime(clock.now()), policy),
        "due": policy.due,
        "full_address": desk.address("intake:full"),
        "quick_address": desk.address("intake:report"),
        **phone.around(request),
    }


def _propose(request: HttpRequest, desk: Desk, trouble: Problem | Problems | None = None) -> HttpResponse:
    last = queries.last_known(desk.scope, desk.place, before=desk.day)
    proposed = last.headcount if last else desk.place.headcount
    form = fields.Form({"headcount": request.POST.get("headcount", proposed)}, trouble)
    feed = queries.of_management(desk.scope, desk.place, day=desk.day)
    context = (
        _around(request, desk)
        | phone.quick(form)
        | {"form": form, "last": last, "key": _key(request, form)}
        | _feed(feed)
    )
    return render(request, "intake/report.html", context, status=form.status)


def _confirm(request: HttpRequest, desk: Desk, numbers: daily.Numbers) -> HttpResponse:
    """Zeros are shown one by one: what is filed is what the person has seen."""
    shown = {"stated_headcount": numbers.headcount, "key": request.POST.get("key", "")}
    context = _around(request, desk) | phone.ZEROS | shown
    return render(request, "intake/confirm.html", context)


def _form(
    request: HttpRequest, desk: Desk, typed: dict[str, Any], trouble: Problem | Problems | None = None
) -> HttpResponse:
    form = fields.Form(typed, trouble)
    correcting = desk.existing is not None
    context = _around(request, desk) | {"form": form, "key": _key(request, form), "correcting": correcting}
    return render(request, "intake/full.html", context, status=form.status)


def _feed(row: DailyReport | None) -> dict[str, Any]:
    """What the authority's list says, beside the form and never in it."""
    return {"feed": row, "feed_stated": fields.stated(row) if row else []}


def _stated(row: DailyReport) -> dict[str, Any]:
    return {
        "report": row,
        "was_late": daily.is_late(row.day, timezone.localtime(row.received_at), reporting.in_force()),
        "receipt": receipts.of_daily_report(row.day, row.pk),
        "stated": fields.stated(row),
        "dangers": fields.danger_names(row.dangers),
        "photos": list(row.photos.all()),
        "answers": [(name, answer) for group in row.extra.values() for name, answer in group.items()],
    }


def _proposed(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What stands in the full form at first: what was stated for this day, else yesterday's people and zeros."""
    if existing := desk.existing:
        return _as_typed(existing)
    feed = queries.of_management(desk.scope, desk.place, day=desk.day) if request.GET.get("from") == "feed" else None
    if feed:
        return _as_typed(feed) | {"remarks": ""}
    headcount = request.GET.get("headcount") or desk.place.headcount
    return {"headcount": headcount, **dict.fromkeys(daily.ZERO_WHEN_WELL, 0)}


def _as_typed(row: DailyReport) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(row, name) for name in daily.STATED}
    numbers = daily.Numbers(**typed)
    shown_by_figures = set(daily.dangers(numbers, reporting.in_force()))
    return typed | {"named": [code for code in row.dangers if code not in shown_by_figures]}


def _key(request: HttpRequest, form: fields.Form) -> str:
    """Made with the form, and sent with it: a second tap or a resend is the same sending."""
    return (not form.sent_before and request.POST.get("key")) or secrets.token_urlsafe(18)

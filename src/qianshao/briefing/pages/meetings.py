"""The daily meeting on one page, and what is done in it with a telephone in the other hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.doors import actor_of, page
from qianshao.briefing.meetings import actions, calendars, minutes, queries, rules
from qianshao.briefing.meetings.wording import Said, say
from qianshao.briefing.models import Item, ItemState, Meeting, Presence
from qianshao.briefing.pages.board import day_of
from qianshao.casework import live
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem
from qianshao.registry.scope import Ability, Scope

PAGE = 30
PART = "X-Part"
"""The header by which the script asks for the one part that it sent, instead of the whole page."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point as it is shown. ``typed``: what could not be saved, and stays on the page; ``problem``: why."""

    item: Item
    said: Said
    typed: Any = None
    problem: Problem | None = None

    @property
    def conflict(self) -> bool:
        return self.problem is not None and self.problem.code == "meeting.changed"


# --- to see -----------------------------------------------------------------------------------------------


@page(Ability.SEE_CASES)
def meetings(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All that one may see, and the secret address for a calendar."""
    rows = page_of(queries.meetings(scope), request.GET.get("page"), size=PAGE)
    link = calendars.live_link(actor_of(request).person_id, scope)
    context = {"rows": rows, "today": clock.today(), "link": link, "address": request.session.pop("calendar", "")}
    return render(request, "briefing/meetings.html", context)


@page(Ability.SEE_CASES)
def today(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One's own of the day. The worker prepares it when the roll is closed; who is earlier asks for it."""
    body, day = queries.holder(scope), day_of(request)
    found = queries.of_day(body, day)
    if found:
        return redirect("briefing:meeting", found.pk)
    context = {"body": body, "day": day, "begins_at": queries.begins_at(body, day)}
    return render(request, "briefing/no_meeting.html", context)


@page(Ability.SEE_CASES)
def meeting(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, queries.meeting(scope, pk))


@page(Ability.SEE_CASES)
def events(request: HttpRequest, scope: Scope, pk: int) -> StreamingHttpResponse:
    queries.meeting(scope, pk)
    stream = live.changes(scope, request.GET.get("mark", ""), queries.mark(pk))
    live.let_go()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type="text/event-stream", headers=headers)


@page(Ability.SEE_CASES)
def paper(request: HttpRequest, scope: Scope, pk: int, form: str) -> HttpResponse:
    """The minutes as DOCX or PDF, in the language of the reader; before the end, a draft of them."""
    row = queries.meeting(scope, pk)
    content, kind = minutes.paper(row, form, language=get_language() or "zh-hans", at=clock.now())
    name = f"minutes-{row.day.isoformat()}.{form}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


# --- to do ------------------------------------------------------------------------------------------------


@require_POST
@page(Ability.HANDLE_CASES)
def prepare(request: HttpRequest, scope: Scope) -> HttpResponse:
    """For the first time, or once more: then it is brought up to date."""
    body = queries.holder(scope)
    made = actions.prepare(body, clock.today(), **said(request))
    return redirect("briefing:meeting", made.pk)


@require_POST
@page(Ability.HANDLE_CASES)
def decide(request: HttpRequest, scope: Scope, pk: int, item: int) -> HttpResponse:
    row = queries.own_meeting(scope, pk)
    point = queries.item(row, item)
    try:
        point = actions.decide(point, _decision(request, row), **said(request))
    except Problem as problem:
        point.refresh_from_db()
        shown = Point(point, say(point), typed=request.POST, problem=problem)
        return _answer(request, scope, row, shown, status=problem.status)
    if PART in request.headers:
        return _answer(request, scope, row, Point(point, say(point)))
    return redirect(f"{reverse('briefing:meeting', args=[row.pk])}#point-{point.pk}")


@require_POST
@page(Ability.HANDLE_CASES)
def add(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.own_meeting(scope, pk)
    point = actions.add(row, request.POST.get("title", ""), **said(request))
    return redirect(f"{reverse('briefing:meeting', args=[row.pk])}#point-{point.pk}")


@require_POST
@page(Ability.HANDLE_CASES)
def attend(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """All rows of the table, or the one that was ticked."""
    row = queries.own_meeting(scope, pk)
    for one in queries.attendance(row):
        presence = request.POST.get(f"body-{one.body_id}", one.presence)
        if presence != one.presence:
            actions.attend(row, one.body_id, presence, **said(request))
    return redirect(f"{reverse('briefing:meeting', args=[row.pk])}#attendance")


@require_POST
@page(Ability.HANDLE_CASES)
def write(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What is said beside the points, and who else was there."""
    row, problem = queries.own_meeting(scope, pk), None
    guests, remarks = request.POST.get("guests", ""), request.POST.get("remarks", "")
    try:
        actions.write(row, seen=whole(request, "seen"), guests=guests, remarks=remarks, **said(request))
    except Problem as found:
        problem = found
        row.refresh_from_db()
    status = problem.status if problem else 200
    context = {"meeting": row, "may": True, "problem": problem, "typed": request.POST if problem else None}
    if PART in request.headers:
        return render(request, "briefing/_remarks.html", context, status=status)
    if problem:
        return _show(request, scope, row, status=status, written=context)
    return redirect(f"{reverse('briefing:meeting', args=[row.pk])}#remarks")


@require_POST
@page(Ability.HANDLE_CASES)
def end(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    row = queries.own_meeting(scope, pk)
    try:
        actions.end(row, **said(request))
    except Problem as problem:
        return _show(request, scope, row, problems=[problem], status=problem.status)
    minutes.write(row, at=clock.now())
    messages.success(request, _("The meeting has ended. Who was there hears that the minutes are ready."))
    return redirect("briefing:meeting", row.pk)


# --- calendars --------------------------------------------------------------------------------------------


@require_POST
@page(Ability.SEE_CASES)
def make_link(request: HttpRequest, scope: Scope) -> HttpResponse:
    secret = calendars.make_link(actor_of(request).person_id, scope, **said(request))
    request.session["calendar"] = request.build_absolute_uri(reverse("briefing:calendar", args=[secret]))
    return redirect(f"{reverse('briefing:meetings')}#calendar")


@require_POST
@page(Ability.SEE_CASES)
def revoke_link(request: HttpRequest, scope: Scope) -> HttpResponse:
    calendars.revoke_link(actor_of(request).person_id, scope, **said(request))
    messages.success(request, _("The address does not work any more."))
    return redirect("briefing:meetings")


# --- parts ------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, scope: Scope, row: Meeting, point: Point, status: int = 200) -> HttpResponse:
    if PART not in request.headers:
        return _show(request, scope, row, tried=point, status=status)
    context = _of_points(row, scope) | {"point": point}
    return render(request, "briefing/_point.html", context, status=status)


def _of_points(row: Meeting, scope: Scope) -> dict[str, Any]:
    return {
        "meeting": row,
        "may": row.ended_at is None and row.body_id in scope.bodies and scope.may(Ability.HANDLE_CASES),
        "due": rules.due(timezone.localtime(clock.now())),
    }


def _show(
    request: HttpRequest,
    scope: Scope,
    row: Meeting,
    *,
    tried: Point | None = None,
    written: dict[str, Any] | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    mark, done = queries.mark(row.pk)(scope), queries.done(row)
    shown = partial(_point, tried)
    sections = [(one, [shown(item) for item in one.items]) for one in queries.sections(row)]
    context = _of_points(row, scope) | {
        "mark": mark,
        "sections": sections,
        "attendance": queries.attendance(row),
        "presences": Presence.choices,
        "done": done,
        "left": done[ItemState.OPEN],
        "is_of_today": row.day == clock.today(),
        "problems": problems or [],
        "written": written or {},
    }
    if context["may"]:
        context["bodies"] = queries.may_do(row).values_list("name", flat=True)[: queries.CHOICES]
    return render(request, "briefing/meeting.html", context, status=status)


def _point(tried: Point | None, item: Item) -> Point:
    return tried if tried and tried.item.pk == item.pk else Point(item, say(item))


def _decision(request: HttpRequest, row: Meeting) -> actions.Decision:
    given = request.POST
    return actions.Decision(
        seen=whole(request, "seen"),
        state=given.get("state", ""),
        text=given.get("text", ""),
        owner=queries.owner(row, given.get("owner", "")),
        due_at=_moment(given.get("due", "")),
    )


def whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise Problem("field.invalid.number", field=name, value=text)
    return int(text)


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(text.strip()).replace(tzinfo=None))
    except (ValueError, OverflowError):
        raise Problem("field.invalid.date", field="due", value=text) from None


def said(request: HttpRequest) -> dict[str, Any]:
    return {"actor": actor_of(request), "via": Via.WEB, "at": clock.now()}

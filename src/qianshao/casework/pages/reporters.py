"""The reporter's side: what became of a report, for whoever holds the receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from qianshao.casework import actions, queries
from qianshao.casework.budget import Budget
from qianshao.casework.models import Case
from qianshao.casework.pages.at_work import choice
from qianshao.casework.rules import identities
from qianshao.core import clock
from qianshao.core.actor import ANONYMOUS, Via
from qianshao.core.problems import Problem
from qianshao.intake import queries as intake
from qianshao.intake.models import Observation
from qianshao.registry.doors import anybody

WRONG_RECEIPTS = Budget(per_minute=600, burst=600)
"""For everybody together, in each process: so nobody's address has to be known, and a factory behind one address is
not locked out by one neighbour. At ten wrong receipts a second it takes decades to hit one of a million among 10^16.
Right receipts cost nothing."""


@sensitive_post_parameters()
@csrf_exempt  # whoever holds the receipt is the reporter: there is no session that could be misused
@anybody
def follow(request: HttpRequest) -> HttpResponse:
    """What became of a report. The receipt travels in the body of the request only, never in an address."""
    typed = request.POST.get("receipt", "").strip()
    if request.method != "POST" or not typed:
        return _private(render(request, "casework/receipt.html"))
    try:
        observation = _observation(typed)
    except Problem as problem:
        context = {"problems": [problem], "typed": typed, "kept": request.POST}
        return _private(render(request, "casework/receipt.html", context, status=problem.status))
    return _private(_follow(request, typed, observation))


def _observation(typed: str) -> Observation:
    WRONG_RECEIPTS.check()
    try:
        return intake.observation_of_receipt(typed)
    except Problem:
        WRONG_RECEIPTS.spend()
        raise


def _follow(request: HttpRequest, typed: str, observation: Observation) -> HttpResponse:
    context: dict[str, Any] = {"receipt": typed, "observation": observation, "problems": []}
    row = queries.case_of_observation(observation)
    asked = next((name for name in DEEDS if name in request.POST), None)
    if row and asked:
        try:
            DEEDS[asked](request, row, observation)
            context["done"] = asked
        except Problem as problem:
            context |= {"problems": [problem], "text": request.POST.get("text", "")}
    if row:
        context |= _what_became_of_it(row, observation)
    else:
        context["quarantine"] = intake.quarantine_of(observation)
    status = max([200, *(problem.status for problem in context["problems"])])
    return render(request, "casework/follow.html", context, status=status)


def _answer(request: HttpRequest, row: Case, observation: Observation) -> None:
    actions.answer(
        row,
        observation,
        request.POST["text"],
        still_there=bool(request.POST.get("still_there")),
        actor=ANONYMOUS,
        via=Via.WEB,
        at=clock.now(),
    )


def _seal(request: HttpRequest, row: Case, observation: Observation) -> None:
    """What was typed is not shown again when it cannot be sealed: it goes nowhere in clear, not even back."""
    name, phone, how = (request.POST.get(field, "") for field in ("name", "phone", "how"))
    told, along = identities.read(name, phone, how), bool(request.POST.get("goes_along"))
    common: dict[str, Any] = {"actor": ANONYMOUS, "via": Via.WEB, "at": clock.now()}
    actions.seal_identity(row, observation, told, goes_along=along, **common)


def _take_back(request: HttpRequest, row: Case, observation: Observation) -> None:
    actions.withdraw_identity(row, observation, actor=ANONYMOUS, via=Via.WEB, at=clock.now())


def _suffered(request: HttpRequest, row: Case, observation: Observation) -> None:
    """Whether they were dismissed, transferred or paid less; the question is the one that they were shown."""
    now = clock.now()
    check = queries.check_for_reporter(observation, now)
    if check is None or str(check.pk) != request.POST["check"]:
        raise Problem("watch.answered")
    text = request.POST.get("happened", "")
    said = choice(request.POST.get("suffered", ""))
    actions.answer_check(check, said, text, actor=ANONYMOUS, via=Via.WEB, at=now)


def _arrived(request: HttpRequest, row: Case, observation: Observation) -> None:
    """Whether what was sent to their workplace has been handed out."""
    wanted = request.POST["shipment"]
    sent = queries.shipments_for_reporter(observation)
    shipment = next((one for one in sent if str(one.pk) == wanted), None)
    if shipment is None:
        raise Problem("shipment.ended")
    said = choice(request.POST.get("arrived", ""))
    actions.say_by_receipt(shipment, observation, said, actor=ANONYMOUS, via=Via.WEB, at=clock.now())


DEEDS: dict[str, Callable[[HttpRequest, Case, Observation], None]] = {
    "seal": _seal,
    "take_back": _take_back,
    "check": _suffered,
    "shipment": _arrived,
    "text": _answer,
}
"""What the reporter sends, by the field that tells."""


def _what_became_of_it(row: Case, observation: Observation) -> dict[str, Any]:
    row.refresh_from_db()
    entries = list(queries.entries_for_reporter(row, observation))
    standing = queries.standing_for_reporter(row, observation)
    return {
        "case": row,
        "entries": entries,
        "question": next((entry for entry in reversed(entries) if entry.kind == "asked"), None),
        "standing": standing,
        "next": queries.next_of(row),
        "unnamed": queries.unnamed_moments(row),
        "box": queries.box_of_owner(row),
        "boxes_above": queries.boxes_above(row),
        "identities": queries.sealed_by(observation),
        "longest": identities.LONGEST,
        "check": queries.check_for_reporter(observation, clock.now()),
        "led_to": queries.led_to_for_reporter(observation),
        "shipments": queries.shipments_for_reporter(observation),
        "may_reopen": row.closed_at and clock.now() - row.closed_at <= actions.REOPEN_WITHIN,
    }


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response

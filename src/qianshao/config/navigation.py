"""The items at the head of each page: what this person can go to, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from qianshao.accounts.doors import membership_of
from qianshao.briefing.exchange.upward import queries as upward
from qianshao.briefing.exchange.webhooks import queries as webhooks
from qianshao.casework import queries as casework
from qianshao.core import clock
from qianshao.intake import queries as intake
from qianshao.registry.doors import asker_of
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption.queries.initiatives import calls_waiting
from qianshao.surveillance import queries as surveillance


@dataclass(frozen=True, slots=True)
class Item:
    url: str
    label: str
    current: bool
    count: int | str | None = None


COUNTS: dict[str, Callable[[Scope], int | str]] = {
    "briefing:upward": lambda scope: str(upward.late(scope, at=clock.now())) if upward.there_are_any(scope) else 0,
    "briefing:webhooks": lambda scope: len(webhooks.hooks(scope)),
    "casework:inbox": lambda scope: _counted(casework.waiting(scope)),
    "surveillance:signals": lambda scope: surveillance.counts(scope)["open"],
    "intake:quarantine": intake.waiting_in_quarantine,
    "resumption:calls": lambda scope: calls_waiting(scope, clock.now()),
}
ONLY_WHEN_THERE_IS_ANY = frozenset({"briefing:upward", "briefing:webhooks", "intake:quarantine", "resumption:calls"})


class Navigation:
    """Gives ``request.navigation`` and ``request.role_label``; both are worked out only when a page asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.navigation = SimpleLazyObject(lambda: items(request))  # type: ignore[attr-defined]
        request.role_label = SimpleLazyObject(lambda: role_label(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def items(request: HttpRequest) -> list[Item]:
    scope = asker_of(request).scope
    candidates = [
        (Ability.SEE_BOARD, "briefing:board", _("Board")),
        (Ability.SEE_CASES, "briefing:meetings", _("Meetings")),
        (Ability.HANDLE_CASES, "casework:inbox", _("Inbox")),
        (Ability.HANDLE_CASES, "intake:quarantine", _("Flood")),
        (Ability.SEE_CASES, "casework:cases", _("Cases")),
        (Ability.SEE_CASES, "surveillance:signals", _("Signals")),
        (Ability.SEE_CASES, "casework:letters", _("Letters")),
        (Ability.SEE_INSPECTIONS, "resumption:inspections", _("Inspections")),
        (Ability.SEE_BOARD, "resumption:coverage", _("Coverage")),
        (Ability.SEE_CASES, "resumption:initiatives", _("Initiatives")),
        (Ability.FILE_REPORTS, "resumption:calls", _("Calls to you")),
        (Ability.HANDLE_CASES, "casework:sealed_box", _("Sealed box")),
        (Ability.SEE_CASES, "casework:needs", _("Supplies")),
        (Ability.SEE_BOARD, "resumption:question", _("Restarts")),
        (Ability.SEE_CASES, "briefing:bulletins", _("Bulletins")),
        (Ability.SEE_BOARD, "scenarios:ask", _("Simulation")),
        (Ability.SEE_CASES, "briefing:releases", _("Releases")),
        (Ability.SEE_BOARD, "briefing:upward", _("Passed up")),
        (Ability.SEE_ASSESSMENT, "assessment:interviews", _("Interviews")),
        (Ability.SEE_ASSESSMENT, "assessment:appraisals", _("Appraisals")),
        (Ability.ANSWER_REFERRALS, "casework:referrals", _("Referrals")),
        (Ability.FILE_REPORTS, "intake:daily", _("Daily report")),
        (Ability.SEE_REGISTRY, "registry:who", _("Who answers")),
        (Ability.CHANGE_REGISTRY, "registry:home", _("Registry")),
        (Ability.MANAGE_PEOPLE, "accounts:people", _("Accounts")),
        (Ability.MANAGE_PEOPLE, "notices:log", _("Notices")),
        (Ability.MANAGE_PEOPLE, "briefing:webhooks", _("Other programs")),
        (Ability.SEE_TRAIL, "accounts:trail", _("Audit trail")),
    ]
    found = []
    for ability, name, label in candidates:
        if scope.may(ability):
            url, count = reverse(name), COUNTS[name](scope) if name in COUNTS else None
            if count or name not in ONLY_WHEN_THERE_IS_ANY:
                found.append(Item(url, label, request.path.startswith(url), count))
    return found


def _counted(waiting: int) -> int | str:
    return waiting if waiting < casework.MANY else "999+"


def role_label(request: HttpRequest) -> str:
    membership = membership_of(request)
    return f"{membership.body.name} · {membership.get_role_display()}" if membership else ""

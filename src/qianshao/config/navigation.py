"""The items at the head of each page: what this person can go to, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from qianshao.accounts.doors import membership_of
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


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Menu:
    """``items`` stand in the row; ``groups`` behind its last word."""

    items: list[Item]
    groups: list[Group] = field(default_factory=list)

    @property
    def beneath(self) -> Item | None:
        """The page that is open, where it stands behind the last word."""
        return next((item for group in self.groups for item in group.items if item.current), None)


AT_ONCE = 9
"""So many words fit in one row of a desktop screen, in either language."""

COUNTS: dict[str, Callable[[Scope], int | str]] = {
    "casework:inbox": lambda scope: _counted(casework.waiting(scope)),
    "surveillance:signals": lambda scope: surveillance.counts(scope)["open"],
    "intake:quarantine": intake.waiting_in_quarantine,
    "resumption:calls": lambda scope: calls_waiting(scope, clock.now()),
}
ONLY_WHEN_THERE_IS_ANY = frozenset({"intake:quarantine", "resumption:calls"})


class Navigation:
    """Gives ``request.navigation`` and ``request.role_label``; both are worked out only when a page asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.navigation = SimpleLazyObject(lambda: menu(request))  # type: ignore[attr-defined]
        request.role_label = SimpleLazyObject(lambda: role_label(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def menu(request: HttpRequest) -> Menu:
    """What the asker may go to. Whoever has few places sees them all at once; others the daily ones, and a menu."""
    scope = asker_of(request).scope
    groups = [Group(label, list(_items(request, scope, places))) for label, places in _places()]
    found = [item for group in groups for item in group.items]
    if len(found) <= AT_ONCE:
        return Menu(found)
    return Menu(groups[0].items, [group for group in groups[1:] if group.items])


def _places() -> list[tuple[str, list[tuple[Ability, str, str]]]]:
    """Of each group its label and its places; the first group is what an officer opens every day."""
    return [
        (
            "",
            [
                (Ability.SEE_BOARD, "briefing:board", _("Board")),
                (Ability.SEE_CASES, "briefing:meetings", _("Meetings")),
                (Ability.HANDLE_CASES, "casework:inbox", _("Inbox")),
                (Ability.HANDLE_CASES, "intake:quarantine", _("Flood")),
                (Ability.SEE_CASES, "casework:cases", _("Cases")),
                (Ability.SEE_CASES, "surveillance:signals", _("Signals")),
                (Ability.SEE_BOARD, "resumption:question", _("Restarts")),
                (Ability.SEE_INSPECTIONS, "resumption:inspections", _("Inspections")),
                (Ability.FILE_REPORTS, "intake:daily", _("Daily report")),
                (Ability.FILE_REPORTS, "resumption:calls", _("Calls to you")),
                (Ability.ANSWER_REFERRALS, "casework:referrals", _("Referrals")),
            ],
        ),
        (
            _("Casework"),
            [
                (Ability.SEE_CASES, "casework:letters", _("Letters")),
                (Ability.SEE_CASES, "casework:needs", _("Supplies")),
                (Ability.HANDLE_CASES, "casework:sealed_box", _("Sealed box")),
            ],
        ),
        (
            _("On the ground"),
            [
                (Ability.SEE_BOARD, "resumption:coverage", _("Coverage")),
                (Ability.SEE_CASES, "resumption:initiatives", _("Initiatives")),
                (Ability.SEE_REGISTRY, "registry:who", _("Who answers")),
                (Ability.CHANGE_REGISTRY, "registry:home", _("Registry")),
            ],
        ),
        (
            _("Telling and judging"),
            [
                (Ability.SEE_CASES, "briefing:bulletins", _("Bulletins")),
                (Ability.SEE_CASES, "briefing:releases", _("Releases")),
                (Ability.SEE_BOARD, "scenarios:ask", _("Simulation")),
                (Ability.SEE_ASSESSMENT, "assessment:interviews", _("Interviews")),
                (Ability.SEE_ASSESSMENT, "assessment:appraisals", _("Appraisals")),
            ],
        ),
        (
            _("The office"),
            [
                (Ability.MANAGE_PEOPLE, "accounts:people", _("Accounts")),
                (Ability.MANAGE_PEOPLE, "notices:log", _("Notices")),
                (Ability.MANAGE_PEOPLE, "briefing:webhooks", _("Other programs")),
                (Ability.SEE_TRAIL, "accounts:trail", _("Audit trail")),
            ],
        ),
    ]


def _items(request: HttpRequest, scope: Scope, places: list[tuple[Ability, str, str]]) -> Iterator[Item]:
    for ability, name, label in places:
        if not scope.may(ability):
            continue
        url, count = reverse(name), COUNTS[name](scope) if name in COUNTS else None
        if count or name not in ONLY_WHEN_THERE_IS_ANY:
            yield Item(url, label, request.path.startswith(url), count)


def _counted(waiting: int) -> int | str:
    return waiting if waiting < casework.MANY else "999+"


def role_label(request: HttpRequest) -> str:
    membership = membership_of(request)
    return f"{membership.body.name} · {membership.get_role_display()}" if membership else ""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from qianshao.accounts.models import Person
from qianshao.accounts.queries import bodies_below
from qianshao.core.problems import or_not_found
from qianshao.notices.models import Address, Limit, Message, MessageState, Preference, Spending
from qianshao.policy import costs
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope


def limit_of(body: Body | None) -> int:
    """In fen a month."""
    own = Limit.objects.filter(body=body).values_list("fen", flat=True).first() if body else None
    return costs.in_force().cap_fen if own is None else own


def spending(body: Body | None, month: date) -> Spending:
    """Nothing, where nothing was sent."""
    return Spending.objects.filter(body=body, month=month).first() or Spending(body=body, month=month)


# --- one's own ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Own:
    """Where a person hears of things, and when."""

    addresses: list[Address]
    chosen: Preference


def own(person: Person) -> Own:
    chosen = Preference.objects.filter(person=person).first() or Preference(person=person)
    return Own(list(Address.objects.filter(person=person).order_by("id")), chosen)


def own_address(person: Person, pk: int) -> Address:
    return or_not_found(Address.objects.filter(person=person, pk=pk).select_related("person").first())


# --- the log ------------------------------------------------------------------------------------------------


def log(scope: Scope, state: str = "") -> QuerySet[Message]:
    """What went out, or did not: to the people of the asker's own body, for an administrator also of those below."""
    rows = Message.objects.filter(body__in=_bodies(scope))
    if state in MessageState.values:
        rows = rows.filter(state=state)
    told = Count("notices")
    return rows.select_related("person", "body").annotate(told=told).order_by("-id")


def in_log(scope: Scope, pk: int) -> Message:
    return or_not_found(Message.objects.filter(body__in=_bodies(scope), pk=pk).first())


def _bodies(scope: Scope) -> QuerySet[Body]:
    if scope.may(Ability.MANAGE_PEOPLE):
        return bodies_below(scope).order_by()
    return Body.objects.filter(pk__in=scope.bodies)

"""People who look after labour protection: each union body sees its own and those below it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from qianshao.accounts.queries import bodies_below
from qianshao.core.problems import or_not_found
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope
from qianshao.resumption.models import INSIDE, Helper


def serving(on: date) -> Q:
    return (Q(until=None) | Q(until__gt=on)) & Q(since__lte=on)


def people(scope: Scope, on: date, text: str = "") -> QuerySet[Helper]:
    rows = Helper.objects.filter(serving(on), body__in=bodies_below(scope).order_by())
    if text:
        rows = rows.filter(Q(alias__contains=text) | Q(body__name__contains=text))
    covering = Count("assignments", filter=Q(assignments__until=None))
    related = rows.select_related("body", "home", "employer")
    return related.annotate(covers=covering).order_by("body__level", "body__path", "alias", "pk")


def helper(scope: Scope, pk: int, on: date) -> Helper:
    return or_not_found(people(scope, on).filter(pk=pk).first())


def senders(scope: Scope) -> QuerySet[Body]:
    """Union bodies that the asker may enter people for: their own and those below."""
    return bodies_below(scope).filter(kind__in=("federation", "group_union", "enterprise_union"))


def inside(scope: Scope, workplace: int, on: date) -> QuerySet[Helper]:
    """Who looks after a workplace from inside. The workplace is one that the asker was shown."""
    return people(scope, on).filter(employer=workplace, grade__in=INSIDE)

"""The people and roles of the bodies that the asker looks after; no more of them than `qianshao account list --csv`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from qianshao.accounts.models import Membership, Person, Role
from qianshao.accounts.queries import memberships_below
from qianshao.accounts.scim import rules
from qianshao.accounts.scim.documents import GROUP, USER
from qianshao.core.problems import Problem
from qianshao.registry.scope import Scope

OF_USER = {"userName": str, "active": bool}
OF_GROUP = {"displayName": str}
Found = tuple[list[dict[str, Any]], int]


def users(scope: Scope, at: datetime, base: str, text: str, start: int, count: int) -> Found:
    """A page of them, and how many there are."""
    people = _people(scope, at)
    for name, value in rules.comparisons(text, OF_USER):
        people = people.filter(**{{"userName": "username", "active": "is_active"}[name]: value})
    page = list(people.order_by("pk")[start - 1 : start - 1 + count])
    return _told(page, scope, at, base), people.count()


def user(scope: Scope, at: datetime, base: str, key: str) -> dict[str, Any]:
    found = list(_people(scope, at).filter(pk=int(key))) if key.isdecimal() and len(key) <= 18 else []
    if not found:
        raise Problem("not_found")
    return _told(found, scope, at, base)[0]


def _people(scope: Scope, at: datetime) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=memberships_below(scope, at).order_by().values("person"))


def _told(people: Collection[Person], scope: Scope, at: datetime, base: str) -> list[dict[str, Any]]:
    rows = memberships_below(scope, at).filter(person__in=[one.pk for one in people]).order_by("body__number", "role")
    held: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        group = {"value": _key(row), "$ref": f"{base}/Groups/{_key(row)}", "display": _name(row), "type": "direct"}
        held.setdefault(row.person_id, []).append(group)
    return [
        _whole(
            {"schemas": [USER], "id": str(one.pk), "userName": one.username, "active": one.is_active}
            | {"groups": held.get(one.pk, [])},
            "User",
            f"{base}/Users/{one.pk}",
        )
        for one in people
    ]


# --- groups: a body and a role ------------------------------------------------------------------------------


def groups(scope: Scope, at: datetime, base: str, text: str, start: int, count: int) -> Found:
    wanted = {value for _name, value in rules.comparisons(text, OF_GROUP)}
    pairs = (
        memberships_below(scope, at).order_by("body__number", "role").values_list("body__number", "body__name", "role")
    )
    found = [
        (number, role) for number, body, role in pairs.distinct() if not wanted or wanted == {_display(body, role)}
    ]
    return _gathered(found[start - 1 : start - 1 + count], scope, at, base), len(found)


def group(scope: Scope, at: datetime, base: str, key: str) -> dict[str, Any]:
    number, _dash, role = key.partition("-")
    fits = number.isdecimal() and len(number) <= 18 and role in Role.values
    found = _gathered([(int(number), role)], scope, at, base) if fits else []
    if not found:
        raise Problem("not_found")
    return found[0]


def _gathered(pairs: Iterable[tuple[int, str]], scope: Scope, at: datetime, base: str) -> list[dict[str, Any]]:
    condition = Q(pk__in=[])
    for number, role in pairs:
        condition |= Q(body__number=number, role=role)
    rows = memberships_below(scope, at).filter(condition).order_by("body__number", "role", "person_id")
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        plain = {"schemas": [GROUP], "id": _key(row), "displayName": _name(row), "members": []}
        member = {"value": str(row.person_id), "$ref": f"{base}/Users/{row.person_id}", "type": "User"}
        member["display"] = row.person.username
        found.setdefault(_key(row), plain)["members"].append(member)
    return [_whole(one, "Group", f"{base}/Groups/{key}") for key, one in found.items()]


def _key(row: Membership) -> str:
    return f"{row.body.number}-{row.role}"


def _name(row: Membership) -> str:
    return _display(row.body.name, row.role)


def _display(body: str, role: str) -> str:
    """The role as its code: a name that changed with the reader's language would be another group each time."""
    return f"{body} · {role}"


def _whole(resource: dict[str, Any], kind: str, location: str) -> dict[str, Any]:
    meta = {"resourceType": kind, "location": location, "version": rules.version(resource)}
    return {**resource, "meta": meta}

"""What the parts of the demo week have in common: deeds at moments, and in whose name they are done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qianshao.accounts import queries as accounts
from qianshao.accounts.models import Membership
from qianshao.core import actor as actors
from qianshao.core.actor import Actor, Via
from qianshao.demo.restarts import DEMO
from qianshao.registry.scope import Scope

Deed = Callable[[datetime], None]
Moment = tuple[int, float, Deed]
"""A day of the week from 0 on, an hour of it, and what is done then."""

Line = tuple[datetime, str]
"""What is told of it."""

OFFICER, SECOND = "demo-district-officer", "demo-city-officer"


def said(at: datetime) -> dict[str, Any]:
    """By the program."""
    return {"actor": DEMO, "via": Via.DEMO, "at": at}


def said_by(account: str, at: datetime) -> dict[str, Any]:
    """By somebody: what asks for a person, or for a second one, gets one."""
    return {"actor": person(account), "via": Via.DEMO, "at": at}


def person(account: str) -> Actor:
    return actors.person(_membership(account).person_id)


def scope(account: str, at: datetime) -> Scope:
    """What this account sees: the demo does nothing that its people could not do."""
    return accounts.scope_of(_membership(account), at)


def _membership(account: str) -> Membership:
    return Membership.objects.select_related("body").get(person__username=account)

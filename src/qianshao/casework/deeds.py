"""What the owner of a case can do, by name: shared by the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from qianshao.casework import actions, queries
from qianshao.casework.models import Case
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

DEEDS = ("acknowledge", "act", "ask", "hand-over", "resolve", "reopen")


def do(deed: str, case: Case, given: Mapping[str, Any], *, actor: Actor, via: str, at: datetime) -> None:
    """One deed with what was given for it: ``text``, ``to`` (id of a body), ``for_reporter``."""
    text = str(given.get("text", ""))
    known: dict[str, Callable[[], None]] = {
        "acknowledge": lambda: actions.acknowledge(case, actor=actor, via=via, at=at),
        "act": lambda: actions.act(
            case, text, for_reporter=bool(given.get("for_reporter")), actor=actor, via=via, at=at
        ),
        "ask": lambda: actions.ask(case, text, actor=actor, via=via, at=at),
        "hand-over": lambda: actions.hand_over(case, _body(case, given, at), text, actor=actor, via=via, at=at),
        "resolve": lambda: actions.resolve(case, text, actor=actor, via=via, at=at),
        "reopen": lambda: actions.reopen(case, text, actor=actor, via=via, at=at),
    }
    if deed not in known:
        raise Problem("not_found")
    known[deed]()


def _body(case: Case, given: Mapping[str, Any], at: datetime) -> Body:
    wanted = str(given.get("to", ""))
    found = next((body for body in queries.may_take_over(case, at) if str(body.pk) == wanted), None)
    if found is None:
        raise Problem("case.hand_over_to", field="to")
    return found

"""What the owner of a case can do, by name: shared by the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import is_aware, make_aware

from qianshao.casework import actions, queries
from qianshao.casework.models import Case
from qianshao.core.actor import Actor
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

DEEDS = ("acknowledge", "act", "ask", "hand-over", "commit", "refer", "propose", "resolve", "reopen")


def do(deed: str, case: Case, given: Mapping[str, Any], *, actor: Actor, via: str, at: datetime) -> None:
    """One deed with what was given for it: ``text``, ``to`` and ``by`` (ids of bodies), ``due``, ``for_reporter``,
    ``what`` (is proposed)."""
    text = str(given.get("text", ""))
    known: dict[str, Callable[[], None]] = {
        "acknowledge": lambda: actions.acknowledge(case, actor=actor, via=via, at=at),
        "act": lambda: actions.act(
            case, text, for_reporter=bool(given.get("for_reporter")), actor=actor, via=via, at=at
        ),
        "ask": lambda: actions.ask(case, text, actor=actor, via=via, at=at),
        "hand-over": lambda: actions.hand_over(case, _body(case, given, at), text, actor=actor, via=via, at=at),
        "commit": lambda: _commit(case, given, text, actor=actor, via=via, at=at),
        "refer": lambda: _refer(case, given, text, actor=actor, via=via, at=at),
        "propose": lambda: _propose(case, given, text, actor=actor, via=via, at=at),
        "resolve": lambda: actions.resolve(case, text, actor=actor, via=via, at=at),
        "reopen": lambda: actions.reopen(case, text, actor=actor, via=via, at=at),
    }
    if deed not in known:
        raise Problem("not_found")
    known[deed]()


def _commit(case: Case, given: Mapping[str, Any], text: str, *, actor: Actor, via: str, at: datetime) -> None:
    by = _chosen(queries.may_commit(case, at), given.get("by"))
    if by is None or case.owner is None:
        raise Problem("commitment.by", field="by")
    due_at = read_moment(given.get("due", ""))
    actions.commit(by, text, due_at=due_at, recorded_by=case.owner, case=case, actor=actor, via=via, at=at)


def _refer(case: Case, given: Mapping[str, Any], text: str, *, actor: Actor, via: str, at: datetime) -> None:
    to = _chosen(queries.may_be_asked(case, at), given.get("to"))
    if to is None:
        raise Problem("referral.to", field="to")
    actions.refer(case, to, text, actor=actor, via=via, at=at)


def _propose(case: Case, given: Mapping[str, Any], text: str, *, actor: Actor, via: str, at: datetime) -> None:
    actions.propose(case, str(given.get("what", "")), text, actor=actor, via=via, at=at)


def read_moment(given: object) -> datetime:
    """As a form sends it, in the time of China, or already a moment. A day alone means its end."""
    text = str(given)
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(text)
    except ValueError:
        raise Problem("field.invalid.date", field="due", value=text) from None
    if not 2000 <= moment.year <= 2100:
        raise Problem("field.invalid.date", field="due", value=text)
    if not isinstance(given, datetime) and "T" not in text:
        moment += timedelta(days=1, minutes=-1)
    return moment if is_aware(moment) else make_aware(moment)


def _body(case: Case, given: Mapping[str, Any], at: datetime) -> Body:
    found = _chosen(queries.may_take_over(case, at), given.get("to"))
    if found is None:
        raise Problem("case.hand_over_to", field="to")
    return found


def _chosen(bodies: list[Body], wanted: object) -> Body | None:
    return next((body for body in bodies if str(body.pk) == str(wanted)), None)

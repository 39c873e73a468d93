"""The line of affiliation: the tie that says which union a workplace belongs to, and what is derived from it."""

from __future__ import annotations

from datetime import date, datetime

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.registry.actions.bodies import move_body
from qianshao.registry.models import Body, Tie, TieKind, Workplace


def lines_of(workplace: Workplace) -> list[Tie]:
    """Running, the newest first. There should be one; records from elsewhere may hold more."""
    running = Tie.objects.filter(workplace=workplace, kind=TieKind.AFFILIATED, until=None)
    return list(running.select_related("body").order_by("-id"))


def line_of(workplace: Workplace) -> Tie | None:
    """The body that the workplace is affiliated to now, as far as is known."""
    return next(iter(lines_of(workplace)), None)


def end(tie: Tie, until: date) -> None:
    """A tie that is corrected on the day when it was stated ends on that day, not before it."""
    tie.until = max(until, tie.since) if tie.since else until
    if not Tie.objects.filter(pk=tie.pk, until=None).update(until=tie.until):
        raise Problem("tie.ended", field="until")


def record_tie(action: str, tie: Tie, *, actor: Actor, via: str, at: datetime, source: str = "") -> None:
    record(
        action,
        actor=actor,
        via=via,
        at=at,
        subject=("workplace", tie.workplace_id),
        territory=tie.workplace.township_code,
        data={"tie": tie.pk, "kind": tie.kind, "body": tie.body_id, "source": source or tie.source},
    )


def align(workplace: Workplace, line: Body | None, source: str, *, actor: Actor, via: str, at: datetime) -> None:
    """Make the union of the workplace stand where the tie says, and the derived path with it."""
    union = workplace.union
    if union is None:
        workplace.affiliation_path = line.path if line else ""
    else:
        if line and not union.path.startswith(line.path):
            union = move_body(body=union, parent=line, source=source, actor=actor, via=via, at=at)
        workplace.affiliation_path = union.path
    workplace.save(update_fields=["affiliation_path"])

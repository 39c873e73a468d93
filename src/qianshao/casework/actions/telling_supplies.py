"""Who hears of supplies and of the watch for retaliation. Rows only, in the transaction of what happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qianshao.casework.actions.telling import about
from qianshao.casework.models import Asked, Check, Need, Shipment
from qianshao.casework.queries.supplies import stocks_above
from qianshao.notices import actions as notices
from qianshao.notices.actions import About

SEVERITY = 2
"""Of a lack of supplies without a case of its own."""


def _of(row: Need, step: object = "", *, due_at: datetime | None = None, path: str = "") -> About:
    """By item and place as the page of needs shows it; never the number of a case, which not all who are told see."""
    return About(
        "need",
        row.pk,
        step=str(step),
        severity=row.case.severity if row.case else SEVERITY,
        place=row.township_code,
        due_at=due_at,
        path=path or f"/needs/{row.pk}/",
    )


def need_raised(row: Need, at: datetime) -> None:
    """The bodies above the place that have some of it: they can send."""
    bodies = dict.fromkeys(stock.body_id for stock in stocks_above(row) if stock.body_id != row.raised_by_id)
    known = _of(row, due_at=row.due_at)
    notices.write([notices.notice("need_raised", known, at=at, body=body) for body in bodies])


def need_late(row: Need, at: datetime) -> None:
    """Whoever asked for it, and whoever has the case that it is on now."""
    known = _of(row)
    bodies = dict.fromkeys(body for body in (row.raised_by_id, row.case.owner_id if row.case else None) if body)
    notices.write([notices.notice("need_late", known, at=at, body=body) for body in bodies])


def need_over(row: Need, at: datetime) -> None:
    notices.over("need", [row.pk], at=at)


def need_met(row: Need, at: datetime) -> None:
    """Whoever sent something hears that it arrived; nobody has to do anything any more."""
    need_over(row, at)
    senders = row.shipments.order_by("id").values_list("sent_by", flat=True)
    known = _of(row, "met")
    notices.write([notices.notice("need_met", known, at=at, body=body) for body in dict.fromkeys(senders)])


def shipment_sent(row: Shipment, at: datetime) -> None:
    """The delegates of the place, who are among those that say whether it arrived. As grave as any: whether a case
    stands behind it is not theirs to know."""
    if row.need.workplace.union_id:
        place = row.need.workplace.township_code
        known = About("need", row.need_id, step=f"shipment{row.pk}", severity=SEVERITY, place=place, path="/at-work/")
        notices.notify("shipment_sent", known, at=at, body=row.need.workplace.union_id)


def shipment_lost(row: Shipment, by: int, at: datetime) -> None:
    """Whoever asked for it, unless they found out themselves."""
    case = row.need.case
    bodies = dict.fromkeys(body for body in (row.need.raised_by_id, case.owner_id if case else None) if body)
    known = _of(row.need, f"lost{row.pk}")
    notices.write([notices.notice("shipment_lost", known, at=at, body=body) for body in bodies if body != by])


# --- the watch for retaliation ------------------------------------------------------------------------------


def watch(kind: str, rows: Sequence[Check], at: datetime) -> None:
    """The owner of the case, whose officers ask. Never the delegate: at the enterprise's own union a message would
    tell that somebody has reported."""
    asked = [row for row in rows if row.asked == Asked.OFFICER and row.case.owner_id]
    notices.write([notices.notice(kind, _question(row), at=at, body=row.case.owner_id) for row in asked])


def _question(row: Check) -> About:
    return about(row.case, f"watch{row.pk}", path="/watch/")

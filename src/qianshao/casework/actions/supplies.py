"""Supplies: a need is raised, something is sent, and the workers say whether it arrived."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from qianshao.casework.actions import telling_supplies as telling
from qianshao.casework.actions.opening import open_or_join, wait_for_turn
from qianshao.casework.actions.writing import WORKER, words_of
from qianshao.casework.models import Case, Entry, EntryKind, Need, NeedState, Shipment, ShipmentState, Stock
from qianshao.casework.queries.supplies import missing_of, surplus_of
from qianshao.casework.rules import supplies as rules
from qianshao.casework.wording import item_name, units
from qianshao.core.actor import Actor, Via
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.models import DailyReport
from qianshao.policy import supplies as policy
from qianshao.policy.supplies import Item
from qianshao.registry.models import Body, Workplace

LARGEST = 100_000_000
"""More than this of anything is a slip."""
BATCH = 200


def item_of(code: str) -> Item:
    found = policy.in_force().items.get(code)
    if found is None:
        raise Problem("supplies.item", field="item")
    return found


def units_of(item: Item, quantity: int, pack: str = "") -> int:
    """What was typed, in the unit of the item."""
    amount = rules.in_units(item, quantity, pack)
    if amount is None:
        raise Problem("supplies.pack", field="pack")
    if not 0 <= amount <= LARGEST:
        raise Problem("supplies.quantity", field="quantity", limit=LARGEST)
    return amount


# --- stock ------------------------------------------------------------------------------------------------


def state_stock(
    body: Body, item: str, quantity: int, *, pack: str = "", stated_by: Body, actor: Actor, via: str, at: datetime
) -> Stock:
    """How much somebody has, counted now; it replaces the figure before."""
    amount = units_of(item_of(item), quantity, pack)
    with transaction.atomic():
        row, _ = Stock.objects.update_or_create(
            body=body, item=item, defaults={"quantity": amount, "counted_at": at, "stated_by": stated_by}
        )
        record(
            "stock.stated",
            actor=actor,
            via=via,
            at=at,
            subject=("stock", row.pk),
            territory=body.territory_id or "",
            data={"body": body.pk, "item": item, "quantity": amount},
        )
    return row


# --- needs ------------------------------------------------------------------------------------------------


def raise_need(
    workplace: Workplace,
    item: str,
    quantity: int,
    *,
    pack: str = "",
    due_at: datetime | None = None,
    case: Case | None = None,
    raised_by: Body | None,
    actor: Actor,
    via: str,
    at: datetime,
) -> Need:
    """So much is missing there. Without a date it is due after the time that the policy says."""
    amount = units_of(item_of(item), quantity, pack)
    if not amount:
        raise Problem("supplies.quantity", field="quantity", limit=LARGEST)
    due_at = due_at or at + timedelta(hours=policy.in_force().due_hours)
    if due_at <= at:
        raise Problem("need.past", field="due")
    try:
        with transaction.atomic():
            row = Need.objects.create(
                workplace=workplace,
                township_code=workplace.township_code,
                case=case,
                item=item,
                quantity=amount,
                due_at=due_at,
                raised_at=at,
                raised_by=raised_by,
            )
            if raised_by:  # what follows from the report itself is no news in the course of its case
                _enter(row, EntryKind.NEEDED, amount, raised_by, at)
            telling.need_raised(row, at)
            _record("need.raised", row, actor=actor, via=via, at=at, item=item, quantity=amount)
    except IntegrityError:
        raise Problem("need.open", field="item") from None
    return row


def raise_need_of(case: Case, report: DailyReport | None, *, at: datetime) -> None:
    """A new case of missing supplies raises a need by itself. By the figures of the daily report where it comes from
    one; a worker who has none is not answered by what the employer says it has in store."""
    code = policy.in_force().from_case.get(case.category)
    if code is None:
        return
    item, people = policy.in_force().items[code], case.workplace.headcount
    if report:
        stated = {name: getattr(report, field) if field else None for name, field in _fields(item).items()}
        quantity = rules.shortage(item, report.headcount or people, **stated)
    else:
        quantity = rules.required(item, people)
    there = Need.objects.filter(workplace=case.workplace, item=code, state=NeedState.OPEN)
    if there.filter(case=None).update(case=case) or there.exists() or not 0 < quantity <= LARGEST:
        return
    raise_need(case.workplace, code, quantity, case=case, raised_by=None, actor=WORKER, via=Via.WORKER, at=at)


def _fields(item: Item) -> dict[str, str]:
    return {"in_stock": item.stock, "daily": item.daily}


def withdraw_need(row: Need, text: str, *, by: Body | None, actor: Actor, via: str, at: datetime) -> None:
    """It was a mistake, or is no longer needed. That does not count as met."""
    text = words_of(text)
    with transaction.atomic():
        if not Need.objects.filter(pk=row.pk, state=NeedState.OPEN).update(state=NeedState.WITHDRAWN, ended_at=at):
            raise Problem("need.ended")
        row.refresh_from_db()
        _enter(row, EntryKind.NEEDED, None, by, at, text=f"{row.get_state_display()}: {text}")
        telling.need_over(row, at)
        _record("need.withdrawn", row, actor=actor, via=via, at=at)


def sweep_needs(at: datetime) -> int:
    """What was not met by its date is put to somebody: it joins the open case of its danger, or opens one. Safe from
    several processes; returns how many."""
    count = 0
    while taken := _sweep_batch(at):
        count += taken
    return count


def _sweep_batch(at: datetime) -> int:
    late = Need.objects.filter(state=NeedState.OPEN, late_at=None, due_at__lte=at)
    if not late.exists():
        return 0
    with transaction.atomic():
        rows = list(late.select_for_update(skip_locked=True, of=("self",)).order_by("workplace_id", "id")[:BATCH])
        for row in rows:
            _put_to_somebody(row, at)
    return len(rows)


def _put_to_somebody(row: Need, at: datetime) -> None:
    """A case that is open has its own deadlines and moves by them; one that is closed does not answer for this."""
    case = row.case
    if case is None or case.closed_at:
        wait_for_turn(row.workplace_id)
        case, kind = open_or_join(row.workplace, _category(row.item), at)
        if kind == EntryKind.OPENED:
            Entry.objects.create(case=case, kind=kind, body=row.raised_by, for_reporter=True, at=at)
    Need.objects.filter(pk=row.pk).update(case=case, late_at=at)
    row.refresh_from_db()
    _enter(row, EntryKind.NEEDED, missing_of(row), None, at)
    telling.need_late(row, at)
    _record("need.late", row, actor=WORKER, via=Via.WORKER, at=at, case=case.pk)


def _category(item: str) -> str:
    """Of the danger that a lack of this item is; without one of its own, that of protective supplies."""
    kinds = policy.in_force().from_case
    return next((kind for kind, code in kinds.items() if code == item), next(iter(kinds), "other"))


# --- sending ----------------------------------------------------------------------------------------------


def send_supplies(
    need: Need,
    quantity: int,
    *,
    pack: str = "",
    stock: Stock | None = None,
    from_workplace: Workplace | None = None,
    by: Body,
    actor: Actor,
    via: str,
    at: datetime,
) -> Shipment:
    """From a stock, or from a workplace that has enough and has agreed. Never more than there is, nor than is missing
    beyond what is under way."""
    amount = units_of(item_of(need.item), quantity, pack)
    if not amount:
        raise Problem("supplies.quantity", field="quantity", limit=LARGEST)
    with transaction.atomic():
        need = _locked(need)
        missing = missing_of(need)
        if amount > missing:
            raise Problem("supplies.more_than_missing", field="quantity", missing=missing)
        if from_workplace:
            wait_for_turn(from_workplace.pk)
        _take(need, amount, stock, from_workplace, at)
        row = Shipment.objects.create(
            need=need, stock=stock, from_workplace=from_workplace, quantity=amount, sent_by=by, sent_at=at
        )
        _enter(need, EntryKind.SHIPPED, amount, by, at)
        telling.shipment_sent(row, at)
        _record("shipment.sent", need, actor=actor, via=via, at=at, shipment=row.pk, quantity=amount)
    return row


def _take(need: Need, amount: int, stock: Stock | None, place: Workplace | None, at: datetime) -> None:
    if stock:
        enough = Stock.objects.filter(pk=stock.pk, item=need.item, quantity__gte=amount)
        if not enough.update(quantity=F("quantity") - amount):
            raise Problem("supplies.more_than_there_is", field="quantity")
    elif place is None or place.pk == need.workplace_id or amount > surplus_of(place, need.item, at):
        raise Problem("supplies.more_than_there_is", field="quantity")


def give_up(shipment: Shipment, text: str, *, by: Body, actor: Actor, via: str, at: datetime) -> None:
    """It got lost. What it should have filled is missing again; where it went has to be found out elsewhere."""
    text = words_of(text)
    with transaction.atomic():
        need = _locked(shipment.need)
        sent = Shipment.objects.filter(pk=shipment.pk, state=ShipmentState.SENT)
        if not sent.update(state=ShipmentState.LOST, ended_at=at):
            raise Problem("shipment.ended")
        shipment.refresh_from_db()
        _enter(need, EntryKind.SHIPPED, None, by, at, text=f"{shipment.get_state_display()}: {text}")
        telling.shipment_lost(shipment, by.pk, at)
        _record("shipment.lost", need, actor=actor, via=via, at=at, shipment=shipment.pk)


def _locked(need: Need) -> Need:
    row = Need.objects.select_for_update(of=("self",)).select_related("workplace").get(pk=need.pk)
    if row.state != NeedState.OPEN:
        raise Problem("need.ended")
    return row


# --- on record --------------------------------------------------------------------------------------------


def _enter(need: Need, kind: str, amount: int | None, body: Body | None, at: datetime, *, text: str = "") -> None:
    """In the course of its case. Those who reported see it too: it is for them."""
    if need.case_id is None:
        return
    Case.objects.filter(pk=need.case_id, touched_at__lt=at).update(touched_at=at)
    said = amount_of(need.item, amount) if amount is not None else text
    Entry.objects.create(case_id=need.case_id, kind=kind, body=body, text=said, for_reporter=True, at=at)


def amount_of(code: str, quantity: int) -> str:
    """Masks 900 pieces"""
    return f"{item_name(code)} {units(code, quantity)}"


def _record(action: str, need: Need, *, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("need", need.pk)
    record(action, actor=actor, via=via, at=at, subject=subject, territory=need.township_code, data=data)

"""Shared places, who uses them, and the seats of buses, which are deleted after a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.core.problems import Problem
from qianshao.intake.rules import words
from qianshao.policy import coverage as policy
from qianshao.registry import queries as registry
from qianshao.registry.actions.reach import require_reach
from qianshao.registry.models import Territory, Workplace
from qianshao.registry.rules import sheets
from qianshao.registry.rules.columns import HEADINGS, Headings
from qianshao.registry.rules.workplaces import read_day
from qianshao.registry.scope import Scope
from qianshao.resumption.actions.people import NUMBER
from qianshao.resumption.models import Seat, SharedKind, SharedPlace, Sharing

SHARED = Headings(
    {
        "name": HEADINGS["name"],
        "credit_code": HEADINGS["credit_code"],
        "kind": ("类型", "种类", "kind"),
        "shared": ("共用设施", "车辆", "班车", "宿舍", "食堂", "劳务公司", "shared", "shared place"),
        "since": ("起", "开始日期", "since", "from"),
    }
)
KINDS = {
    "班车": "bus",
    "通勤车": "bus",
    "宿舍": "dormitory",
    "食堂": "canteen",
    "劳务公司": "contractor",
    "劳务": "contractor",
}


@dataclass(slots=True)
class Entered:
    """``faults``: line, column and reason."""

    rows: int = 0
    new: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def enter_shared(
    scope: Scope,
    kind: str,
    name: str,
    territory: str,
    *,
    source: str,
    generated: bool = False,
    actor: Actor,
    via: str,
    at: datetime,
) -> SharedPlace:
    """A bus, a dormitory, a canteen or a contractor of a territory. One that is there already is given back."""
    require_reach(scope, territory, field="territory")
    name = words.tidy(name, limit=100)
    if kind not in SharedKind.values:
        raise Problem("field.invalid.choice", field="kind", value=kind, choices=", ".join(SharedKind.values))
    if not name:
        raise Problem("field.missing", field="shared", label="shared")
    if not Territory.objects.filter(pk=territory).exists():
        raise Problem("territory.unknown", field="territory", value=territory, day="")
    with transaction.atomic():
        made, is_new = SharedPlace.objects.get_or_create(
            kind=kind,
            name=name,
            territory_id=territory,
            defaults={"source": source[:200], "generated": generated},
        )
        if is_new:
            _record("shared.entered", made, actor, via, at)
    return made


def use(
    shared: SharedPlace, workplace: Workplace, since: date, *, source: str, actor: Actor, via: str, at: datetime
) -> bool:
    """A workplace uses it from a day on. False where that is on record."""
    with transaction.atomic():
        _row, is_new = Sharing.objects.get_or_create(
            shared=shared, workplace=workplace, until=None, defaults={"since": since, "source": source[:200]}
        )
        if is_new:
            _record("shared.used", shared, actor, via, at, workplace=workplace.pk)
    return is_new


def import_shared(
    scope: Scope,
    content: bytes,
    territory: str,
    *,
    source: str,
    generated: bool = False,
    actor: Actor,
    via: str,
    at: datetime,
) -> Entered:
    """A table: workplace (name or credit code), kind, shared place, since. Rows that do not hold are told."""
    table = sheets.read(content, SHARED.knows)
    places, account = SHARED.places(table.headings), Entered(rows=len(table.rows))
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        try:
            with transaction.atomic():
                workplace = _workplace(scope, cells)
                kind = KINDS.get(cells.get("kind", ""), cells.get("kind", ""))
                common = {"source": source, "actor": actor, "via": via, "at": at}
                name = cells.get("shared", "")
                shared = enter_shared(scope, kind, name, territory, generated=generated, **common)  # type: ignore[arg-type]
                since = read_day(cells["since"]) if cells.get("since") else localdate(at)
                account.new += use(shared, workplace, since, **common)  # type: ignore[arg-type]
        except Problem as problem:
            account.faults.append((row.line, problem.field or "", problem.sentence))
    return account


def _workplace(scope: Scope, cells: Mapping[str, str]) -> Workplace:
    seen = registry.workplaces(scope).filter(closed_on=None).order_by("pk")
    code, name = cells.get("credit_code", ""), cells.get("name", "")
    found = (seen.filter(credit_code=code) if code else seen.filter(name=name))[:2]
    if len(found) != 1:
        raise Problem("shared.workplace", field="name", value=name or code)
    return found[0]


# --- seats ------------------------------------------------------------------------------------------------


def seat(
    bus: SharedPlace,
    workplace: Workplace,
    day: date,
    ride: str,
    seats: Mapping[int, str],
    *,
    actor: Actor,
    via: str,
    at: datetime,
) -> int:
    """Who of a workplace sat where on a ride: a shift group or an alias. Replaces what the workplace said of it before;
    a seat that another workplace took is refused."""
    if bus.kind != SharedKind.BUS:
        raise Problem("bus.none", field="bus")
    today, kept = localdate(at), timedelta(days=policy.in_force().seats)
    if not today - kept < day <= today:
        raise Problem("bus.day", field="day", days=kept.days)
    riders = {number: words.tidy(rider, limit=40) for number, rider in seats.items()}
    for number, rider in riders.items():
        if not rider or NUMBER.search(rider) or not 1 <= number <= 200:
            raise Problem("bus.seat", field="seats", value=number)
    if not Sharing.objects.filter(shared=bus, workplace=workplace).exists():
        raise Problem("bus.not_used", field="bus")
    with transaction.atomic():
        rows = Seat.objects.filter(bus=bus, day=day, ride=ride[:20])
        rows.filter(workplace=workplace).delete()
        if taken := rows.filter(seat__in=riders).values_list("seat", flat=True).first():
            raise Problem("bus.taken", field="seats", value=taken)
        Seat.objects.bulk_create(
            Seat(bus=bus, workplace=workplace, day=day, ride=ride[:20], seat=number, rider=rider)
            for number, rider in sorted(riders.items())
        )
        _record("bus.seated", bus, actor, via, at, workplace=workplace.pk, day=day.isoformat(), seats=len(riders))
    return len(riders)


def forget_seats(*, actor: Actor, via: str, at: datetime) -> int:
    """Delete what is older than the policy keeps. How many seats that were."""
    before = localdate(at) - timedelta(days=policy.in_force().seats)
    with transaction.atomic():
        count, _ = Seat.objects.filter(day__lte=before).delete()
        if count:
            record("bus.forgotten", actor=actor, via=via, at=at, subject=("bus", "all"), data={"seats": count})
    return count


def _record(action: str, shared: SharedPlace, actor: Actor, via: str, at: datetime, **data: object) -> None:
    subject = ("shared", shared.pk)
    record(action, actor=actor, via=via, at=at, subject=subject, territory=shared.territory_id, data=data)

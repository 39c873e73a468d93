"""Who answers for a workplace. Takes a workplace that the asker was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from qianshao.registry.models import Body, BodyKind, EmergencyOrder, Tie, TieKind, Workplace
from qianshao.registry.queries.divisions import ancestry
from qianshao.registry.queries.existing import not_closed_on
from qianshao.registry.rules import duties as rules
from qianshao.registry.rules.duties import Duty


def duties_of(place: Workplace, on: date) -> list[Duty]:
    """Everybody who answers for a workplace on a day: by territory from the township up, by affiliation from
    the nearest body up, authorities, and commands.

    Bodies and their telephone numbers are no secret.
    """
    return duties_of_many([place], on)[place.pk]


def duties_of_many(places: Collection[Workplace], on: date) -> dict[int, list[Duty]]:
    """The same for several workplaces, with as few questions as for one."""
    ties = _ties(places, on)
    lines = _lines({tie.body for held in ties.values() for tie in held if tie.kind == TieKind.AFFILIATED})
    above = _bodies_above({place.territory_id for place in places}, on)
    return {
        place.pk: [
            *_territorial(place, above),
            *_affiliated(ties.get(place.pk, ()), lines),
            *_stated(ties.get(place.pk, ())),
        ]
        for place in places
    }


def _bodies_above(territories: Collection[str], on: date) -> dict[str, list[Body]]:
    """By the code of their division: federations, commands and authorities; under "" the federation of the nation."""
    kinds = (BodyKind.FEDERATION, BodyKind.COMMAND, BodyKind.AUTHORITY)
    codes = {code for territory in territories for code in ancestry(territory)}
    of_places = Q(territory__in=codes) | Q(territory=None, kind=BodyKind.FEDERATION)
    found: dict[str, list[Body]] = defaultdict(list)
    for body in Body.objects.filter(of_places, not_closed_on(on), kind__in=kinds).order_by("-level", "number"):
        found[body.territory_id or ""].append(body)
    return found


def _territorial(place: Workplace, above: Mapping[str, Sequence[Body]]) -> list[Duty]:
    """Follows from the place: the federation, the command and the authorities of each division above it."""
    bodies = [body for code in ("", *ancestry(place.territory_id)) for body in above.get(code, ())]
    bodies.sort(key=lambda body: (-body.level, body.number))
    return [_duty(body, _tie_of(body), body) for body in bodies]


def _tie_of(body: Body) -> str:
    return {BodyKind.COMMAND: rules.COMMAND, BodyKind.AUTHORITY: rules.AUTHORITY}.get(
        BodyKind(body.kind), rules.TERRITORIAL
    )


def _ties(places: Collection[Workplace], on: date) -> dict[int, list[Tie]]:
    """By workplace, the newest first."""
    found: dict[int, list[Tie]] = defaultdict(list)
    ids = {place.pk for place in places}
    for tie in Tie.objects.filter(_running(on), workplace__in=ids).select_related("body").order_by("-id"):
        found[tie.workplace_id].append(tie)
    return found


def _affiliated(ties: Sequence[Tie], lines: Mapping[int, Sequence[Body]]) -> list[Duty]:
    """The stated tie, the nearest body first, and above it the whole line that it stands in."""
    duties: list[Duty] = []
    for tie in ties:
        for body in lines.get(tie.body_id, ()) if tie.kind == TieKind.AFFILIATED else ():
            direct = body.pk == tie.body_id
            duties.append(_duty(body, rules.AFFILIATED, tie if direct else body, stated=direct))
    return duties


def _stated(ties: Sequence[Tie]) -> list[Duty]:
    others = [tie for tie in reversed(ties) if tie.kind != TieKind.AFFILIATED]
    return [_duty(tie.body, tie.kind, tie, stated=True) for tie in others]


def _lines(bodies: Collection[Body]) -> dict[int, list[Body]]:
    """Of each body: itself and all above it in its line, from below."""
    numbers = {body.pk: _numbers(body) for body in bodies}
    wanted = {number for line in numbers.values() for number in line}
    known = {body.number: body for body in Body.objects.filter(number__in=wanted)} if wanted else {}
    return {pk: [known[number] for number in reversed(line) if number in known] for pk, line in numbers.items()}


def line_of(body: Body) -> list[Body]:
    """A body and all above it in its line, from below. Not above the level of the nation."""
    return _lines([body])[body.pk]


def _numbers(body: Body) -> list[int]:
    return [int(body.path[start : start + 8]) for start in range(0, len(body.path), 8)]


def _running(on: date) -> Q:
    return (Q(since=None) | Q(since__lte=on)) & (Q(until=None) | Q(until__gte=on))


def _duty(body: Body, tie: str, record: Body | Tie, *, stated: bool = False) -> Duty:
    """``record``: where it stands that the body answers."""
    return Duty(
        tie=tie,
        body_id=body.pk,
        body=body.name,
        kind=body.kind,
        level=body.level,
        territory=body.territory_id or "",
        phone=body.phone,
        source=record.source,
        source_date=record.source_date,
        since=record.since,
        stated=stated,
    )


def gaps_of(place: Workplace, duties: Iterable[Duty]) -> list[rules.Gap]:
    return rules.gaps(
        list(duties),
        district_code=place.district_code,
        open_disputes=place.disputes.filter(settled_at=None).count(),
        has_union=place.union_id is not None,
    )


def ordered(place: Workplace, at: datetime) -> list[Duty]:
    """Whom the orders that run at this moment make answer for it, the most local first."""
    running = [order for order in orders_between([place], at, at) if _runs(order, at)]
    return [
        replace(
            _duty(order.body, rules.ORDER, order.body, stated=True),
            source=order.document,
            source_date=localdate(order.starts_at),
            since=localdate(order.starts_at),
            until=localdate(order.ends_at),
        )
        for order in running
    ]


def order_in_force(place: Workplace, at: datetime) -> EmergencyOrder | None:
    """The order of the most local body that acts for this workplace at this moment, if any."""
    return order_at(orders_between([place], at, at), place, at)


def orders_between(places: Collection[Workplace], since: datetime, until: datetime) -> list[EmergencyOrder]:
    """Those that ran for one of these workplaces at any moment from ``since`` to ``until``, the most local first."""
    codes = {code for territory in {place.territory_id for place in places} for code in ancestry(territory)}
    orders = EmergencyOrder.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=since), territory__in=codes, starts_at__lte=until, ends_at__gt=since
    )
    return list(orders.select_related("body").order_by("-territory__level", "-starts_at"))


def order_at(orders: Sequence[EmergencyOrder], place: Workplace, at: datetime) -> EmergencyOrder | None:
    """The first of them that runs for this workplace at this moment."""
    codes = ancestry(place.territory_id)
    return next((order for order in orders if order.territory_id in codes and _runs(order, at)), None)


def _runs(order: EmergencyOrder, at: datetime) -> bool:
    return order.starts_at <= at < order.ends_at and (order.withdrawn_at is None or order.withdrawn_at > at)

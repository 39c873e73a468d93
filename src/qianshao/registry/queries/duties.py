"""Who answers for a workplace. Takes a workplace that the asker was shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from qianshao.registry.models import Body, BodyKind, EmergencyOrder, Tie, TieKind, Workplace
from qianshao.registry.queries.divisions import ancestry
from qianshao.registry.rules import duties as rules
from qianshao.registry.rules.duties import Duty


def duties_of(place: Workplace, on: date) -> list[Duty]:
    """Everybody who answers for a workplace on a day: by territory from the township up, by affiliation from
    the nearest body up, authorities, and commands.

    Bodies and their telephone numbers are no secret.
    """
    return [*_territorial(place, on), *_affiliated(place, on), *_stated(place, on)]


def _territorial(place: Workplace, on: date) -> list[Duty]:
    """Follows from the place: the federation, the command and the authorities of each division above it."""
    kinds = (BodyKind.FEDERATION, BodyKind.COMMAND, BodyKind.AUTHORITY)
    of_places = Q(territory__in=ancestry(place.territory_id)) | Q(territory=None, kind=BodyKind.FEDERATION)
    bodies = Body.objects.filter(of_places, _open(on), kind__in=kinds).order_by("-level", "number")
    return [_duty(body, _tie_of(body), body) for body in bodies]


def _tie_of(body: Body) -> str:
    return {BodyKind.COMMAND: rules.COMMAND, BodyKind.AUTHORITY: rules.AUTHORITY}.get(
        BodyKind(body.kind), rules.TERRITORIAL
    )


def _affiliated(place: Workplace, on: date) -> list[Duty]:
    """The stated tie, the nearest body first, and above it the whole line that it stands in."""
    ties = (
        Tie.objects.filter(_running(on), workplace=place, kind=TieKind.AFFILIATED)
        .select_related("body")
        .order_by("-id")
    )
    duties: list[Duty] = []
    for tie in ties:
        for body in line_of(tie.body):
            direct = body.pk == tie.body_id
            duties.append(_duty(body, rules.AFFILIATED, tie if direct else body, stated=direct))
    return duties


def _stated(place: Workplace, on: date) -> list[Duty]:
    others = Tie.objects.filter(_running(on), workplace=place).exclude(kind=TieKind.AFFILIATED).select_related("body")
    return [_duty(tie.body, tie.kind, tie, stated=True) for tie in others]


def line_of(body: Body) -> list[Body]:
    """A body and all above it in its line, from below. Not above the level of the nation."""
    numbers = [int(body.path[start : start + 8]) for start in range(0, len(body.path), 8)]
    return list(Body.objects.filter(number__in=numbers).order_by("-path"))


def _open(on: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=on)


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


def order_in_force(place: Workplace, at: datetime) -> EmergencyOrder | None:
    """The order of the most local body that acts for this workplace at this moment, if any."""
    orders = EmergencyOrder.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
        territory__in=ancestry(place.territory_id),
        starts_at__lte=at,
        ends_at__gt=at,
    )
    return orders.order_by("-territory__level", "-starts_at").first()

"""What is missing where, who could give it, what is under way, and what the workers say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from qianshao.casework.models import Case, Need, NeedState, Shipment, ShipmentState, Stock, Voice
from qianshao.casework.rules import supplies as rules
from qianshao.casework.rules.supplies import Holding, Suggestion, Wanted
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem, or_not_found
from qianshao.intake import queries as intake
from qianshao.intake.models import DailyReport, Observation, Source
from qianshao.policy import supplies as policy
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, BodyKind, Workplace
from qianshao.registry.scope import EVERYTHING, Ability, Scope, visible_workplaces

NEIGHBOURS = 200
"""So many workplaces with the largest stocks are looked at for what they could give."""
CHOICES = 12
"""So many who could give are shown."""


def needs(scope: Scope) -> QuerySet[Need]:
    """Open ones first, the nearest date first; with ``confirmed`` and ``under_way``. As of cases, nobody of the
    enterprise's own union sees them here."""
    if not scope.may(Ability.SEE_CASES):
        return Need.objects.none()
    own_union = Q(workplace__union__in=scope.bodies, workplace__union__kind=BodyKind.ENTERPRISE_UNION)
    rows = Need.objects.filter(visible_workplaces(scope, "workplace__")).exclude(own_union)
    rows = rows.select_related("workplace__territory", "case__owner", "raised_by")
    return _with_sums(rows).order_by("ended_at", "due_at", "id")


def _with_sums(rows: QuerySet[Need]) -> QuerySet[Need]:
    def of(state: str) -> Coalesce:
        return Coalesce(Sum("shipments__quantity", filter=Q(shipments__state=state)), 0)

    return rows.annotate(confirmed=of(ShipmentState.ARRIVED), under_way=of(ShipmentState.SENT))


def need(scope: Scope, pk: int) -> Need:
    return or_not_found(needs(scope).filter(pk=pk).first())


def needs_of_case(case: Case) -> QuerySet[Need]:
    """Takes a case that the asker was shown."""
    return _with_sums(Need.objects.filter(case=case)).order_by("id")


def confirmed_of(row: Need) -> int:
    return _sum(row.shipments.filter(state=ShipmentState.ARRIVED))


def missing_of(row: Need) -> int:
    """What nobody has sent yet."""
    return max(row.quantity - _sum(row.shipments.exclude(state=ShipmentState.LOST)), 0)


def _sum(rows: QuerySet[Shipment]) -> int:
    return rows.aggregate(sum=Sum("quantity"))["sum"] or 0


def shipments_of(row: Need) -> QuerySet[Shipment]:
    """Takes a need that the asker was shown."""
    rows = row.shipments.select_related("stock__body", "from_workplace", "sent_by").prefetch_related("voices")
    return rows.order_by("id")


def shipment(scope: Scope, pk: int) -> Shipment:
    """One that the asker's body sent."""
    rows = Shipment.objects.filter(pk=pk, need__in=needs(scope).order_by().values("pk"))
    found = or_not_found(rows.select_related("need", "sent_by").first())
    if found.sent_by_id not in scope.bodies:
        raise Problem("shipment.not_yours", body=found.sent_by.name)
    return found


# --- who could give ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """Who could give how much, and whether the asker can send it: ``giver`` is a stock's body or a workplace."""

    suggestion: Suggestion
    stock: Stock | None
    place: Workplace | None
    own: bool

    @property
    def giver(self) -> Body | Workplace | None:
        return self.stock.body if self.stock else self.place


def offers(scope: Scope, row: Need, at: datetime) -> list[Offer]:
    """The nearest fresh figure first. Stocks of bodies are no secret within a province; the surplus of a workplace is
    seen by who sees its daily reports."""
    rule, today = policy.in_force(), timezone.localdate(at)
    stocks = {f"stock {one.pk}": one for one in _stocks(row)}
    places = _places(scope, row, at)
    holdings = [
        *(
            Holding(key, one.body.territory_id or "", one.quantity, timezone.localdate(one.counted_at))
            for key, one in stocks.items()
        ),
        *(Holding(key, place.township_code, quantity, day) for key, (place, quantity, day) in places.items()),
    ]
    wanted = Wanted(row.pk, row.township_code, missing_of(row))
    found = rules.match([wanted], holdings, today=today, fresh_days=rule.fresh_days, oldest_days=rule.oldest_days)[
        row.pk
    ]
    return [_offer(scope, one, stocks.get(one.holding.key), places) for one in found[:CHOICES]]


def _offer(scope: Scope, one: Suggestion, stock: Stock | None, places: dict[str, tuple[Workplace, int, date]]) -> Offer:
    own = stock is None or bool({stock.body_id, stock.stated_by_id} & scope.bodies)
    return Offer(one, stock, None if stock else places[one.holding.key][0], own)


def _stocks(row: Need) -> QuerySet[Stock]:
    near = starts_with("body__territory_id", row.township_code[:2]) | Q(body__territory=None)
    return Stock.objects.filter(near, item=row.item, quantity__gt=0).select_related("body")


def stocks_above(row: Need) -> list[Stock]:
    """Of the bodies that see the workplace, the nearest first: they are told, and can send."""
    above = [one for one in _stocks(row) if row.township_code.startswith(one.body.territory_id or "")]
    return sorted(above, key=lambda one: (-len(one.body.territory_id or ""), one.pk))


def _places(scope: Scope, row: Need, at: datetime) -> dict[str, tuple[Workplace, int, date]]:
    """Workplaces of the same district whose own figures say that they can spare some."""
    found: dict[str, tuple[Workplace, int, date]] = {}
    for report in _newest_reports(scope, row, at):
        spare = _spare(report, row.item, at)
        if spare > 0 and report.workplace_id != row.workplace_id:
            found[f"workplace {report.workplace_id}"] = (report.workplace, spare, report.day)
    return found


def _newest_reports(scope: Scope, row: Need, at: datetime) -> Iterable[DailyReport]:
    item = policy.in_force().items[row.item]
    if not item.stock:
        return []
    today = timezone.localdate(at)
    since = today - timedelta(days=policy.in_force().fresh_days)
    rows = intake.daily_reports(scope).filter(
        starts_with("township_code", row.township_code[:6]), day__gte=since, day__lte=today, **{f"{item.stock}__gt": 0}
    )
    rows = rows.filter(workplace__closed_on=None).exclude(source=Source.MANAGEMENT).select_related("workplace")
    newest: dict[int, DailyReport] = {}
    for report in rows.order_by(f"-{item.stock}", "id")[:NEIGHBOURS]:
        held = newest.get(report.workplace_id)
        if held is None or (report.day, report.revision) > (held.day, held.revision):
            newest[report.workplace_id] = report
    return newest.values()


def surplus_of(place: Workplace, item: str, at: datetime) -> int:
    """What a workplace can give by its newest report, less what it gave since; 0 where no fresh report says so."""
    since = timezone.localdate(at) - timedelta(days=policy.in_force().fresh_days)
    report = (
        intake.daily_reports(EVERYTHING)
        .filter(workplace=place, day__gte=since)
        .exclude(source=Source.MANAGEMENT)
        .order_by("-day", "-revision")
        .first()
    )
    return _spare(report, item, at) if report else 0


def _spare(report: DailyReport, code: str, at: datetime) -> int:
    rule = policy.in_force()
    item = rule.items[code]
    in_stock = getattr(report, item.stock) if item.stock else None
    if in_stock is None:
        return 0
    daily = getattr(report, item.daily) if item.daily else None
    spare = rules.surplus(item, report.headcount, in_stock=in_stock, daily=daily, reserve_days=rule.reserve_days)
    gone = Shipment.objects.filter(
        from_workplace=report.workplace_id, need__item=code, sent_at__gte=report.received_at, sent_at__lte=at
    )
    return max(spare - _sum(gone), 0)


# --- stock ------------------------------------------------------------------------------------------------


def stocks(scope: Scope) -> QuerySet[Stock]:
    """What the asker's bodies have, and what they have entered for others."""
    rows = Stock.objects.filter(Q(body__in=scope.bodies) | Q(stated_by__in=scope.bodies))
    return rows.select_related("body", "stated_by").order_by("body__number", "item")


def holders(scope: Scope) -> list[Body]:
    """For whom the asker may enter a stock: their own bodies, and the authorities and commands of their territory."""
    outside = registry.bodies(scope).filter(kind__in=(BodyKind.AUTHORITY, BodyKind.COMMAND), closed_on=None)
    own = Body.objects.filter(pk__in=scope.bodies)
    return [*own.order_by("number"), *outside.exclude(pk__in=scope.bodies).order_by("number")[:50]]


def own_body(scope: Scope) -> Body:
    """In whose name the asker acts."""
    found = Body.objects.filter(pk__in=scope.bodies).order_by("number").first()
    if found is None:
        raise Problem("access.none")
    return found


def own_stock(scope: Scope, pk: int) -> Stock:
    return or_not_found(stocks(scope).filter(pk=pk).first())


def source(scope: Scope, named: str) -> tuple[Stock | None, Workplace | None]:
    """From where something is sent, as an offer names it: "stock 3" or "workplace 7"."""
    kind, _, pk = named.partition(" ")
    number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 18 else 0
    stock = own_stock(scope, number) if kind == "stock" else None
    return stock, registry.workplace(scope, number) if kind == "workplace" else None


# --- those who work there ---------------------------------------------------------------------------------


def shipments_to(place: Workplace) -> QuerySet[Shipment]:
    """What is under way to a workplace. For whoever works there."""
    rows = Shipment.objects.filter(need__workplace=place, state=ShipmentState.SENT)
    return rows.select_related("need", "sent_by").order_by("id")


def shipments_for_reporter(observation: Observation) -> QuerySet[Shipment]:
    """What was sent to their workplace after they spoke up."""
    return shipments_to(observation.workplace).filter(sent_at__gte=observation.received_at)


def own_workplaces(scope: Scope) -> QuerySet[Workplace]:
    """Whose own union the asker is a delegate of."""
    if not scope.may(Ability.FILE_REPORTS):
        return Workplace.objects.none()
    mine = Workplace.objects.filter(union__in=scope.bodies, union__kind=BodyKind.ENTERPRISE_UNION, closed_on=None)
    return mine.select_related("territory", "union").order_by("name", "pk")


def own_workplace(scope: Scope, pk: int) -> Workplace:
    return or_not_found(own_workplaces(scope).filter(pk=pk).first())


def own_union(place: Workplace) -> Body:
    """Takes one of :func:`own_workplaces`."""
    if place.union is None:
        raise Problem("not_found")
    return place.union


def shipments_to_own(scope: Scope) -> QuerySet[Shipment]:
    """What is under way to the delegate's workplaces."""
    rows = Shipment.objects.filter(need__workplace__in=own_workplaces(scope).order_by(), state=ShipmentState.SENT)
    return rows.select_related("need__workplace", "sent_by").order_by("id")


def voice_counts(rows: Sequence[Voice]) -> tuple[int, int, int]:
    """Workers and delegates who say that it arrived, and all who say that it did not."""
    workers = sum(one.arrived for one in rows if one.kind != "delegate")
    delegates = sum(one.arrived for one in rows if one.kind == "delegate")
    return workers, delegates, sum(not one.arrived for one in rows)


def open_needs(scope: Scope) -> QuerySet[Need]:
    return needs(scope).filter(state=NeedState.OPEN)

"""What reporting costs, and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from qianshao.accounts.models import Membership
from qianshao.accounts.queries import scope_of
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import Call, Channel
from qianshao.intake.queries.places import workplaces_to_report
from qianshao.intake.queries.reports import daily_reports
from qianshao.policy import costs
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import Scope, visible_workplaces


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one channel: reports, minutes of people's time, and money in fen."""

    channel: str
    reports: int
    minutes: float
    fen: int

    @property
    def label(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def minutes_each(self) -> float:
        return self.minutes / self.reports if self.reports else 0.0


def costs_of(scope: Scope, *, first: date, last: date, territory: str = "") -> list[Cost]:
    """What the reports of these days have cost, by channel. Calls are counted by their own length, answered or not;
    an SMS is answered by one message."""
    policy, within = costs.in_force(), starts_with("township_code", territory)
    rows = daily_reports(scope).filter(within, day__range=(first, last))
    counted = dict(rows.values_list("channel").annotate(number=Count("pk")).values_list("channel", "number"))
    calls = Call.objects.filter(visible_workplaces(scope, "workplace__"), within, day__range=(first, last))
    ended = calls.exclude(ended_at=None).values_list("started_at", "ended_at")
    lengths = [(end - start).total_seconds() / 60 for start, end in ended if end]
    found = []
    for channel in Channel.values:
        number = counted.get(channel, 0)
        minutes, fen = number * policy.minutes.get(channel, 0.0), number * policy.sms_fen * (channel == Channel.SMS)
        if channel == Channel.PHONE:
            minutes, fen = sum(lengths), round(sum(lengths) * policy.call_fen_per_minute)
        if number or minutes:
            found.append(Cost(channel, number, minutes, fen))
    return found


def payer(membership: Membership) -> Body | None:
    """Whose money an answer to somebody costs: the district federation over what they report for, else the nearest."""
    place = workplaces_to_report(scope_of(membership, timezone.now())).first()
    if place is None:
        return None
    line = Body.objects.filter(kind=BodyKind.FEDERATION, closed_on=None)
    return line.filter(territory_id=place.district_code).first()

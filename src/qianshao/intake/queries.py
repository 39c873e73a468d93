"""Questions about reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from qianshao.accounts.models import Membership, Person
from qianshao.accounts.queries import scope_of
from qianshao.core.prefixes import starts_with
from qianshao.core.problems import Problem
from qianshao.intake.models import (
    Call,
    CallOutcome,
    Channel,
    Correspondent,
    DailyReport,
    Observation,
    Quarantine,
    Questions,
    ReportLink,
    ReportPhoto,
    Source,
)
from qianshao.intake.rules import daily, receipts
from qianshao.intake.rules.flood import Pressure
from qianshao.policy import costs, reporting
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace
from qianshao.registry.scope import EVERYTHING, Scope, visible_workplaces

FOUND_BY_ANYBODY = 8
"""As many as a phone shows; whoever wants the list of all workplaces shall not get it here."""

RECENT = timedelta(days=14)
"""How far a form looks back for what was stated last."""


def daily_reports(scope: Scope) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(visible_workplaces(scope, "workplace__"))


def who_reported(scope: Scope, territory: str, day: date, source: str) -> QuerySet[DailyReport]:
    """The first report of each workplace on a day. Where all of the territory is seen no workplace is asked about."""
    first = DailyReport.objects if scope.covers_territory(territory) else daily_reports(scope)
    return first.filter(starts_with("township_code", territory), day=day, source=source, revision=1)


def latest(scope: Scope, workplace: Workplace, *, day: date, source: str = Source.UNION) -> DailyReport | None:
    """The revision that counts for a day."""
    return daily_reports(scope).filter(workplace=workplace, day=day, source=source).order_by("-revision").first()


def last_known(scope: Scope, workplace: Workplace, *, before: date) -> DailyReport | None:
    """The newest report of an earlier day: what the form proposes."""
    mine = daily_reports(scope).filter(workplace=workplace, day__lt=before, source=Source.UNION)
    return mine.order_by("-day", "-revision").first()


def headcounts(scope: Scope, places: Sequence[Workplace], *, before: date) -> dict[int, int]:
    """By workplace, how many people its union stated last; in one query, as the last weeks hold nearly all answers."""
    recent = daily_reports(scope).filter(
        workplace__in=places, day__lt=before, day__gte=before - RECENT, source=Source.UNION
    )
    rows = recent.order_by("day", "revision").values_list("workplace", "headcount")
    return dict(rows)


def that_count(scope: Scope, *, day: date, territory: str = "", source: str = "") -> QuerySet[DailyReport]:
    """Of every workplace and source the newest revision of a day, in the order of their numbers."""
    newer = DailyReport.objects.filter(
        workplace=OuterRef("workplace"), day=day, source=OuterRef("source"), revision__gt=OuterRef("revision")
    )
    rows = daily_reports(scope).filter(starts_with("township_code", territory), ~Exists(newer), day=day)
    rows = rows.filter(source=source) if source else rows
    return rows.select_related("workplace").order_by("pk")


def report(scope: Scope, pk: int) -> DailyReport:
    found = daily_reports(scope).select_related("workplace").filter(pk=pk).first()
    if found is None:
        raise Problem("not_found")
    return found


# --- who reports for what ---------------------------------------------------------------------------------


def sources_of(membership: Membership) -> tuple[Source, ...]:
    """In whose name somebody may state figures; the first is meant when none is named.

    An enterprise union speaks for itself. A federation that telephones states what it heard, from its own
    people or from the employer, and never in the name of the enterprise union.
    """
    if membership.body.kind == BodyKind.ENTERPRISE_UNION:
        return (Source.UNION,)
    return Source.FEDERATION, Source.EMPLOYER


def source_for(membership: Membership, wanted: str | None) -> Source:
    allowed = sources_of(membership)
    if wanted and wanted not in allowed:
        raise Problem("field.invalid.choice", field="source", value=wanted, choices=", ".join(allowed))
    return Source(wanted or allowed[0])


def workplaces_to_report(scope: Scope) -> QuerySet[Workplace]:
    """Where the asker may file; those that are closed are not asked."""
    return registry.workplaces(scope).filter(closed_on=None).select_related("territory").order_by("name", "pk")


def named(places: QuerySet[Workplace], text: str) -> QuerySet[Workplace]:
    """Those whose name is like this, or whose code it is; all of them when nothing was typed."""
    if not text:
        return places
    same_name = Q(name__icontains=text) | Q(search_text__icontains=text.lower())
    return places.filter(same_name | Q(credit_code=text.upper()))


def reported_on(scope: Scope, places: Sequence[Workplace], *, day: date, source: str) -> set[int]:
    """Which of these have a report of this source on a day."""
    rows = daily_reports(scope).filter(workplace__in=places, day=day, source=source)
    return set(rows.values_list("workplace", flat=True))


def workplace_to_report(scope: Scope, wanted: int | str) -> Workplace:
    """By number or credit code. One that is not the asker's is as unknown as one that does not exist."""
    mine = registry.workplaces(scope)
    found = list(mine.filter(pk=wanted) if isinstance(wanted, int) else mine.filter(credit_code=wanted)[:10])
    if not found:
        raise Problem("workplace.unknown", field="workplace", value=wanted)
    if len(found) > 1:
        choices = ", ".join(f"{place.pk} ({place.site or place.name})" for place in found)
        raise Problem("workplace.several", field="workplace", value=wanted, count=len(found), choices=choices)
    return found[0]


def workplaces_to_report_of(scope: Scope, wanted: Iterable[int | str]) -> dict[int | str, Workplace]:
    """Many at once, by number or by credit code; a code that several sites share stands for none of them."""
    numbers = {one for one in wanted if isinstance(one, int)}
    codes = {one for one in wanted if isinstance(one, str)}
    places = list(registry.workplaces(scope).filter(Q(pk__in=numbers) | Q(credit_code__in=codes)))
    shared = Counter(place.credit_code for place in places)
    found: dict[int | str, Workplace] = {place.pk: place for place in places if place.pk in numbers}
    return found | {place.credit_code: place for place in places if shared[place.credit_code] == 1}


# --- for people without an account ------------------------------------------------------------------------


def workplace_of_link(token: str) -> Workplace:
    """Whoever holds the poster's address may report for its workplace; it opens nothing else."""
    link = ReportLink.objects.select_related("workplace__territory").filter(token=token, revoked_at=None).first()
    if link is None:
        raise Problem("report.link_unknown", field="link")
    return link.workplace


def live_link(place: Workplace) -> ReportLink | None:
    """Takes a workplace that the asker was shown."""
    return ReportLink.objects.filter(workplace=place, revoked_at=None).first()


def workplaces_by_name(text: str) -> list[Workplace]:
    """For anybody: a handful whose name is like this. Show name and township only."""
    return list(named(workplaces_to_report(EVERYTHING), text)[:FOUND_BY_ANYBODY])


def open_workplace(pk: int) -> Workplace:
    """For anybody who found it by name."""
    return registry.workplace(EVERYTHING, pk)


def observation_of_receipt(receipt: str) -> Observation:
    """Whoever holds the receipt is the reporter; it opens this one report and nothing else."""
    found = None
    if len(receipts.normalised(receipt)) == receipts.DIGITS:
        kept = receipts.hashed(receipt, settings.SECRET_KEY)
        found = Observation.objects.select_related("workplace").filter(receipt_hash=kept).first()
    if found is None:
        raise Problem("receipt.unknown", field="receipt")
    return found


# --- floods -----------------------------------------------------------------------------------------------


def pressure(place: Workplace, at: datetime) -> Pressure:
    """How many reports without a name have come in the last minutes, from here and from the district."""
    since = at - timedelta(minutes=reporting.shipped().flood_minutes)
    recent = Observation.objects.filter(received_at__gte=since)
    return Pressure(
        at_workplace=recent.filter(workplace=place).count(),
        in_district=recent.filter(starts_with("township_code", place.district_code)).count(),
        people=place.headcount,
    )


def in_quarantine(scope: Scope) -> QuerySet[Quarantine]:
    """What waits for a person to look at it, and what was set aside, which can be taken back."""
    rows = Quarantine.objects.filter(visible_workplaces(scope, "observation__workplace__")).exclude(let_through=True)
    return rows.select_related("observation__workplace").order_by("observation__workplace", "pk")


def waiting_in_quarantine(scope: Scope) -> int:
    """Mostly nothing waits anywhere, which is quickly seen; a join with a table without rows is planned badly."""
    if not Quarantine.objects.filter(decided_at=None).exists():
        return 0
    return in_quarantine(scope).filter(decided_at=None).count()


def quarantine_of(observation: Observation) -> Quarantine | None:
    """For whoever holds its receipt."""
    return Quarantine.objects.filter(observation=observation).exclude(let_through=True).first()


# --- senders of short messages ----------------------------------------------------------------------------


def correspondent(channel: str, sender: str) -> Correspondent | None:
    """Whose account a number or an OpenID is bound to, while that account works for its body."""
    digest = receipts.sender_digest(channel, sender, settings.SECRET_KEY)
    live = Correspondent.objects.filter(channel=channel, digest=digest, ended_at=None)
    active = live.filter(membership__until=None, membership__person__is_active=True)
    return active.select_related("membership__person", "membership__body").first()


def correspondents(membership: Membership) -> QuerySet[Correspondent]:
    """One's own."""
    return Correspondent.objects.filter(membership=membership, ended_at=None).order_by("since")


# --- what federations ask beside the daily report ---------------------------------------------------------


def questions_for(membership: Membership, scope: Scope) -> list[Questions]:
    """Those of the bodies above somebody: in the line of affiliation, and over the territory that they report from."""
    line, places = membership.body.path, workplaces_to_report(scope)
    first = places.values_list("township_code", flat=True).first() or ""
    live = Questions.objects.filter(ended_at=None).select_related("body").order_by("body__number")
    return [one for one in live if line.startswith(one.body.path) or first.startswith(one.body.territory_id or "-")]


def questions() -> QuerySet[Questions]:
    """All that are asked now; for the operator."""
    return Questions.objects.filter(ended_at=None).select_related("body").order_by("body__number")


def photo(scope: Scope, report_pk: int, pk: int) -> ReportPhoto:
    """Whoever sees the report sees its photos."""
    found = report(scope, report_pk).photos.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Problem("not_found")
    return found


# --- reported once, for all who must know ------------------------------------------------------------------


def for_export(
    scope: Scope, *, day: date, territory: str = "", workplace: int | None = None
) -> Iterator[dict[str, Any]]:
    """Every workplace with what its union reported for a day; None where it did not. In the order of the divisions."""
    places = registry.workplaces(scope).filter(starts_with("township_code", territory), _at_work(day))
    places = places.filter(pk=workplace) if workplace else places
    names = dict(Territory.objects.filter(level=Level.TOWNSHIP).values_list("code", "name"))
    rows = places.order_by("township_code", "name", "pk")
    reports = {one.workplace_id: one for one in that_count(scope, day=day, territory=territory, source=Source.UNION)}
    for number, place in enumerate(rows.iterator(2000), start=1):
        report = reports.get(place.pk)
        stated = {name: getattr(report, name) if report else None for name in daily.STATED}
        yield stated | {
            "number": number,
            "name": place.name,
            "site": place.site,
            "credit_code": place.credit_code,
            "address": place.address,
            "township": names.get(place.township_code, ""),
            "day": day,
            "receipt": receipts.of_daily_report(day, report.pk) if report else None,
            "stated_by": report.get_source_display() if report else None,
        }


def _at_work(day: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=day)


def numbers_of_names(scope: Scope, names: Iterable[str]) -> dict[str, list[int]]:
    """By exact name, which workplaces the asker may report for; several where sites share a name."""
    found: dict[str, list[int]] = {}
    wanted = sorted(set(names))
    for start in range(0, len(wanted), 500):
        rows = workplaces_to_report(scope).filter(name__in=wanted[start : start + 500])
        for name, number in rows.values_list("name", "pk"):
            found.setdefault(name, []).append(number)
    return found


def not_yet(scope: Scope, *, day: date) -> QuerySet[Workplace]:
    """Whom the asker may report for and who has not reported: the rows of an empty sheet."""
    own = DailyReport.objects.filter(workplace=OuterRef("pk"), day=day, source=Source.UNION)
    return workplaces_to_report(scope).filter(~Exists(own))


def of_management(scope: Scope, workplace: Workplace, *, day: date) -> DailyReport | None:
    """What the authority's feed holds: shown to the delegate, and kept apart."""
    return latest(scope, workplace, day=day, source=Source.MANAGEMENT)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources state different figures: field, what management says, what the union says."""

    workplace: Workplace
    field: str
    management: object
    union: object


def contradictions(scope: Scope, *, day: date, territory: str = "") -> list[Contradiction]:
    """Where the feed and the union's own report differ in a figure that both state."""
    theirs = {
        one.workplace_id: one for one in that_count(scope, day=day, territory=territory, source=Source.MANAGEMENT)
    }
    own = that_count(scope, day=day, territory=territory, source=Source.UNION).filter(workplace__in=list(theirs))
    return [
        Contradiction(report.workplace, name, getattr(theirs[report.workplace_id], name), getattr(report, name))
        for report in own
        for name in daily.differences(theirs[report.workplace_id], report)
    ]


# --- calls, and what reporting costs ------------------------------------------------------------------------

CALL_LASTS = timedelta(minutes=15)
"""Whoever has said nothing for so long has left; the workplace is free for others."""

AGAIN_AFTER = timedelta(minutes=30)
"""Whoever did not answer, or asked for it, is called again."""


def not_to_call(day: date, at: datetime, caller: Person) -> QuerySet[Call]:
    """Calls after which a workplace is left alone for now: under way, a wrong number, or just tried."""
    under_way = Q(ended_at=None, started_at__gt=at - CALL_LASTS) & ~Q(person=caller)
    lately = Q(outcome__in=(CallOutcome.NO_ANSWER, CallOutcome.LATER), ended_at__gt=at - AGAIN_AFTER)
    return Call.objects.filter(under_way | lately | Q(outcome=CallOutcome.WRONG_NUMBER), day=day)


def open_call(scope: Scope, caller: Person, *, day: date) -> Call | None:
    """What somebody has on their desk."""
    mine = Call.objects.filter(visible_workplaces(scope, "workplace__"), person=caller, day=day, ended_at=None)
    return mine.select_related("workplace").order_by("started_at").first()


def calls_of(scope: Scope, workplace: Workplace) -> QuerySet[Call]:
    """Who called, when, and how it went; the newest first."""
    mine = Call.objects.filter(visible_workplaces(scope, "workplace__"), workplace=workplace)
    return mine.exclude(ended_at=None).select_related("person").order_by("-started_at")


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
    policy, within = costs.shipped(), starts_with("township_code", territory)
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

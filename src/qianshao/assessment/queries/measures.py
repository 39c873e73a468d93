"""What is counted of a body in a period; ``policy/shipped/appraisal.toml`` says of each measure what it means.

Nothing that came to be known after the cut-off is counted, so that a sheet can be counted again. Records of a kind that
nobody on the territory has ever kept give None, which is shown as missing and never as zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from qianshao.assessment.rules.appraisal.figures import Counted, Number, Share, Spread
from qianshao.casework import queries as casework
from qianshao.casework.models import Case, Commitment, CommitmentState, Letter, LetterState, Step
from qianshao.casework.rules.answers import Held, Tally, tally
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import Call, DailyReport, Observation, Source
from qianshao.registry.models import Body, BodyKind, Workplace
from qianshao.registry.queries import existed_on
from qianshao.registry.scope import Ability, Scope, visible_workplaces
from qianshao.resumption.models import Initiative, InitiativeAnswer, Inspection, InspectionState, Outcome, Spell

TWO = 2
"""A visit counts from so many inspectors on."""


@dataclass(frozen=True, slots=True)
class Period:
    """``start`` up to but not including ``end``, as moments; ``cut_off``: what became known later is left out."""

    first: date
    last: date
    start: datetime
    end: datetime
    cut_off: datetime

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def own_scope(body: Body) -> Scope:
    """What a body answers for: the workplaces of its territory, of any affiliation; without one, those of its line."""
    with_territory = body.kind == BodyKind.FEDERATION
    return Scope(
        territories=(body.territory_id or "",) if with_territory else (),
        affiliations=() if with_territory else (body.path,),
        bodies=frozenset({body.pk}),
        abilities=frozenset(Ability),
    )


def measure(name: str, body: Body, period: Period) -> Counted:
    return MEASURES[name](body, period)


# --- workplaces -------------------------------------------------------------------------------------------


def _workplaces(body: Body, period: Period) -> QuerySet[Workplace]:
    return Workplace.objects.filter(existed_on(period.last), visible_workplaces(own_scope(body)))


def _of(places: QuerySet[Workplace], *having: QuerySet[Any, int] | Q) -> Share:
    """How many of these are among any of the others."""
    fits = Q(pk__in=())
    for one in having:
        fits |= one if isinstance(one, Q) else Q(pk__in=one)
    return Share(places.filter(fits).count(), places.count())


def _heard(body: Body, period: Period) -> tuple[QuerySet[Any, int], QuerySet[Any, int]]:
    seen = visible_workplaces(own_scope(body), "workplace__")
    days = Q(day__gte=period.first, day__lte=period.last, received_at__lte=period.cut_off)
    stated = DailyReport.objects.filter(seen, days).exclude(source=Source.MANAGEMENT).values("workplace")
    observed = Observation.objects.filter(seen, days).values("workplace")
    return stated, observed  # type: ignore[return-value]


def _heard_from(body: Body, period: Period) -> Counted:
    return _of(_workplaces(body, period), *_heard(body, period))


def _heard_elsewhere(body: Body, period: Period) -> Counted:
    here = _workplaces(body, period).exclude(starts_with("affiliation_path", body.path)).exclude(affiliation_path="")
    return _of(here, *_heard(body, period))


def _daily_contact(body: Body, period: Period) -> Counted:
    places = _workplaces(body, period)
    rows = DailyReport.objects.filter(
        workplace__in=places.values("pk"),
        day__gte=period.first,
        day__lte=period.last,
        source=Source.UNION,
        revision=1,
        received_at__lte=period.cut_off,
    )
    return Share(rows.count(), places.count() * period.days)


def _duty_recorded(body: Body, period: Period) -> Counted:
    turns = Step.objects.filter(_came(period), body=body).values("case__workplace")
    calls = Call.objects.filter(
        person__memberships__body=body, started_at__gte=period.start, started_at__lt=period.end
    ).exclude(ended_at=None)
    visits = _visits(body, period).values("workplace")
    return _of(_workplaces(body, period), turns, calls.values("workplace"), visits)  # type: ignore[arg-type]


def _standing_known(body: Body, period: Period) -> Counted:
    spells = Spell.objects.filter(Q(until=None) | Q(until__gt=period.last), since__lte=period.last)
    if not Spell.objects.filter(visible_workplaces(own_scope(body), "workplace__")).exists():
        return None
    return _of(_workplaces(body, period), spells.values("workplace"))  # type: ignore[arg-type]


def _without_union(body: Body, period: Period) -> Counted:
    return _of(_workplaces(body, period), Q(union=None))


def _took_part(body: Body, period: Period) -> Counted:
    """Who filed and who led may be the same person, so numbers of people are joined and not added."""
    seen = visible_workplaces(own_scope(body), "workplace__")
    days = Q(day__gte=period.first, day__lte=period.last, received_at__lte=period.cut_off)
    filed = DailyReport.objects.filter(seen, days, person__isnull=False).values_list("person", flat=True)
    led = _visits(body, period).exclude(lead=None).values_list("lead", flat=True)
    return Number(len({*filed.distinct().order_by(), *led.distinct().order_by()}))


# --- cases, letters, commitments --------------------------------------------------------------------------


def _came(period: Period) -> Q:
    return Q(received_at__gte=period.start, received_at__lt=period.end, received_at__lte=period.cut_off)


def _tally(body: Body, period: Period, *, workers: bool = False) -> Tally:
    rows = Step.objects.filter(_came(period), body=body)
    if workers:
        rows = rows.filter(case__in=Case.objects.filter(reports__observation__isnull=False).values("pk"))
    fields = ("body", "received_at", "first_due_at", "answered_at", "ended_at", "outcome")
    return tally(body.pk, (_as_known(Held(*row), period.cut_off) for row in rows.values_list(*fields)))


def _as_known(turn: Held, at: datetime) -> Held:
    """The turn as it stood at the cut-off."""
    answered = turn.answered_at if turn.answered_at and turn.answered_at <= at else None
    over = turn.ended_at is not None and turn.ended_at <= at
    ended, outcome = (turn.ended_at, turn.outcome) if over else (None, "")
    return Held(turn.body, turn.received_at, turn.first_due_at, answered, ended, outcome)


def _workers_answered(body: Body, period: Period) -> Counted:
    found = _tally(body, period, workers=True)
    return Share(found.in_time, found.received)


def _workers_told(body: Body, period: Period) -> Counted:
    found = casework.trust(own_scope(body), period.start, min(period.end, period.cut_off))
    return Share(found.told, found.reporters)


def _moved_up(body: Body, period: Period) -> Counted:
    found = _tally(body, period)
    return Share(found.lapsed, found.received)


def _silent(body: Body, period: Period) -> Counted:
    found = _tally(body, period)
    return Share(found.silent, found.received)


def _letters(body: Body, period: Period) -> QuerySet[Letter]:
    out = (LetterState.SENT, LetterState.ANSWERED, LetterState.UNANSWERED)
    sent = Letter.objects.filter(body=body, state__in=out, sent_at__gte=period.start, sent_at__lt=period.end)
    return sent.filter(sent_at__lte=period.cut_off)


def _demands_answered(body: Body, period: Period) -> Counted:
    answered = Q(answered_at__isnull=False, answered_at__lte=period.cut_off)
    ripe = _letters(body, period).filter(answered | Q(due_at__lte=period.cut_off))
    return Share(ripe.filter(answered).count(), ripe.count())


def _demands_won(body: Body, period: Period) -> Counted:
    about = Case.objects.filter(pk__in=_letters(body, period).values("case"))
    won = about.filter(closed_at__isnull=False, closed_at__lte=period.cut_off)
    return Share(won.count(), about.count())


def _commitments_kept(body: Body, period: Period) -> Counted:
    due = Commitment.objects.filter(
        by=body, due_at__gte=period.start, due_at__lt=period.end, due_at__lte=period.cut_off
    ).exclude(state=CommitmentState.WITHDRAWN)
    kept = due.filter(state=CommitmentState.KEPT, settled_at__lte=period.cut_off)
    return Share(kept.count(), due.count())


# --- visits and calls -------------------------------------------------------------------------------------


def _inspections(body: Body) -> QuerySet[Inspection]:
    """Of anybody where the body answers: whether such records are kept there at all."""
    return Inspection.objects.filter(
        visible_workplaces(own_scope(body), "workplace__"), state=InspectionState.DONE
    ) | Inspection.objects.filter(body=body, state=InspectionState.DONE)


def _visits(body: Body, period: Period) -> QuerySet[Inspection]:
    return Inspection.objects.filter(
        body=body,
        state=InspectionState.DONE,
        done_at__gte=period.start,
        done_at__lt=period.end,
        received_at__lte=period.cut_off,
    ).exclude(outcome=Outcome.REFUSED)


def _visited(body: Body, period: Period) -> Counted:
    if not _inspections(body).exists():
        return None
    rows = _visits(body, period).values_list("workplace", "inspectors")
    visited = [place for place, inspectors in rows if len(inspectors) >= TWO]
    return _of(_workplaces(body, period), Q(pk__in=visited))


def _first_visit(body: Body, period: Period) -> Counted:
    if not _inspections(body).exists():
        return None
    visits = Inspection.objects.filter(
        body=body, state=InspectionState.DONE, workplace=OuterRef("workplace"), received_at__lte=period.cut_off
    )
    since = visits.filter(done_at__gte=OuterRef("opened_at")).order_by("done_at").values("done_at")[:1]
    opened = Case.objects.filter(
        visible_workplaces(own_scope(body), "workplace__"), opened_at__gte=period.start, opened_at__lt=period.end
    )
    first = opened.order_by().values("workplace").annotate(first=Min("opened_at")).values("workplace", "first")
    moments = dict(first.values_list("workplace", "first"))
    # Of each workplace the case that came first.
    rows = opened.annotate(visit=Subquery(since)).values_list("workplace", "opened_at", "visit")
    found = {place: visit for place, at, visit in rows if moments[place] == at}
    day = timedelta(days=1)
    return Spread(tuple((visit - moments[place]) / day if visit else inf for place, visit in found.items()))


def _defects_corrected(body: Body, period: Period) -> Counted:
    if not _inspections(body).exists():
        return None
    found = _visits(body, period).filter(outcome__in=(Outcome.SHORT, Outcome.FAILED))
    passed = Inspection.objects.filter(
        follows__in=found.values("pk"), outcome=Outcome.PASSED, received_at__lte=period.cut_off
    )
    return Share(passed.values("follows").distinct().count(), found.count())


def _calls_followed(body: Body, period: Period) -> Counted:
    """A call that nobody looked into is a notice."""
    sent = Initiative.objects.filter(body=body, sent_at__gte=period.start, sent_at__lt=period.end, withdrawn_at=None)
    looked = InitiativeAnswer.objects.filter(
        initiative__in=sent.values("pk"), verified__isnull=False, inspection__received_at__lte=period.cut_off
    ).filter(inspection__done_at__gte=F("initiative__sent_at"))
    return Share(looked.values("initiative").distinct().count(), sent.count())


def _not_recorded(body: Body, period: Period) -> Counted:
    return None


MEASURES: dict[str, Callable[[Body, Period], Counted]] = {
    "duty_recorded": _duty_recorded,
    "commitments_kept": _commitments_kept,
    "standing_known": _standing_known,
    "heard_from": _heard_from,
    "heard_elsewhere": _heard_elsewhere,
    "daily_contact": _daily_contact,
    "workers_answered": _workers_answered,
    "workers_told": _workers_told,
    "visited": _visited,
    "took_part": _took_part,
    "without_union": _without_union,
    "demands_answered": _demands_answered,
    "demands_won": _demands_won,
    "defects_corrected": _defects_corrected,
    "first_visit": _first_visit,
    "moved_up": _moved_up,
    "silent": _silent,
    "calls_followed": _calls_followed,
    "not_recorded": _not_recorded,
}

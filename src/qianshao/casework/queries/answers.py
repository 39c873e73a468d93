"""Who had what, for how long, and what they did: of one case, of each body in a period, and for those who reported.

Each figure is defined here once; briefing and assessment use it as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind, Step, StepOutcome
from qianshao.casework.queries.cases import cases
from qianshao.casework.rules.answers import Held, Tally, tally
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import Observation
from qianshao.registry.models import Body
from qianshao.registry.scope import Scope

DONE = (
    EntryKind.ACKNOWLEDGED,
    EntryKind.ACTED,
    EntryKind.ASKED,
    EntryKind.HANDED_OVER,
    EntryKind.PROMISED,
    EntryKind.SETTLED,
    EntryKind.RESOLVED,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One body's turn in the timeline of a case. ``held``: how long it had the case, up to now while it has it.

    ``did``: what it did in its turn, in order; ``late``: it answered after the deadline that the turn began with.
    """

    step: Step
    held: timedelta
    did: list[Entry]

    @property
    def late(self) -> bool:
        return bool(self.step.answered_at and self.step.answered_at > self.step.first_due_at)


def timeline_of(case: Case, at: datetime) -> list[Turn]:
    """Who had the case when, how long, and what they did. Takes a case that the asker was shown."""
    steps = list(case.steps.select_related("body", "shortened_by").order_by("position"))
    entries = list(case.entries.filter(kind__in=DONE).select_related("body").order_by("id"))
    return [Turn(step, _held(step, at), _did(step, entries)) for step in steps]


def _held(step: Step, at: datetime) -> timedelta:
    return max((step.ended_at or at) - step.received_at, timedelta())


def _did(step: Step, entries: list[Entry]) -> list[Entry]:
    """By the body, between the coming of the case and the end of the turn."""
    return [
        entry
        for entry in entries
        if entry.body_id == step.body_id
        and entry.at >= step.received_at
        and (step.ended_at is None or entry.at <= step.ended_at)
    ]


# --- bodies in a period -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """A body, and its clock in a period; :class:`Tally` defines each figure."""

    body: Body
    tally: Tally


def answers(scope: Scope, start: datetime, end: datetime) -> list[Answers]:
    """For each body: its turns with cases that the asker may see, by when the case came to it, from ``start`` up to but
    not including ``end``. The body that let most lapse first."""
    rows = Step.objects.filter(case__in=cases(scope).values("pk"), received_at__gte=start, received_at__lt=end)
    tallies = [tally(body, turns) for body, turns in groupby(_turns(rows), key=lambda turn: turn.body)]
    bodies = Body.objects.in_bulk([one.body for one in tallies])
    found = [Answers(bodies[one.body], one) for one in tallies if one.received]
    return sorted(found, key=lambda one: (-one.tally.lapsed, -one.tally.received, one.body.number))


def turns_on(scope: Scope, territory: str, start: datetime, end: datetime) -> list[Held]:
    """The turns with cases on a territory that the asker may see and that came in a period, as :func:`answers` counts
    them: one that was over before it could be told is none."""
    seen = cases(scope).filter(starts_with("township_code", territory))
    rows = Step.objects.filter(case__in=seen.values("pk"), received_at__gte=start, received_at__lt=end)
    return _turns(rows.exclude(outcome=StepOutcome.UNREACHED))


def _turns(rows: QuerySet[Step]) -> list[Held]:
    fields = ("body", "received_at", "first_due_at", "answered_at", "ended_at", "outcome")
    return [Held(*row) for row in rows.order_by("body").values_list(*fields)]


# --- those who reported -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trust:
    """``reporters``: reports by workers (each with a receipt) that are on a case. ``told``: of these, those whose case
    was resolved with words that the receipt shows, after the report. ``median_days``: from the report to the first such
    words, over those who were told; None without any.

    Who a reporter is, is not known, so whether somebody reports again is told by workplace: ``places`` are those of
    which a reporter was told the outcome, ``again`` those of them from where a worker's report came within
    :data:`AGAIN` after the first such words, up to now.
    """

    reporters: int
    told: int
    median_days: float | None
    places: int = 0
    again: int = 0

    @property
    def share_again(self) -> float | None:
        """Of the workplaces where a reporter was told the outcome, those that report again; None without any."""
        return self.again / self.places if self.places else None

    @property
    def share(self) -> float | None:
        """Of the reporters, those who were told the outcome; None where nobody reported."""
        return self.told / self.reporters if self.reporters else None


def trust(scope: Scope, start: datetime, end: datetime) -> Trust:
    """Over the reports of workers that came from ``start`` up to but not including ``end``, on cases that the asker may
    see. Whether somebody came back with the receipt to read is not known, and is not asked."""
    links = CaseReport.objects.filter(
        Q(at__gte=start, at__lt=end), case__in=cases(scope).values("pk"), observation__isnull=False
    )
    ended = Entry.objects.filter(case=OuterRef("case"), kind=EntryKind.RESOLVED, for_reporter=True)
    first = ended.filter(at__gte=OuterRef("at")).values("case").annotate(first=Min("at")).values("first")
    rows = list(links.annotate(told_at=Subquery(first)).values_list("at", "told_at", "case__workplace"))
    days = [(told - reported) / timedelta(days=1) for reported, told, _ in rows if told]
    told_first: dict[int, datetime] = {}
    for _, told, place in rows:
        if told:
            told_first[place] = min(told, told_first.get(place, told))
    return Trust(len(rows), len(days), round(median(days), 2) if days else None, len(told_first), _again(told_first))


AGAIN = timedelta(days=90)
"""So long after the outcome a further report from the same workplace counts as reporting again."""


def _again(told: dict[int, datetime]) -> int:
    """At how many of these workplaces a worker reported within that time after they were told."""
    if not told:
        return 0
    later = Observation.objects.filter(workplace__in=told, received_at__gt=min(told.values()))
    moments = later.values_list("workplace", "received_at")
    return len({place for place, at in moments if told[place] < at <= told[place] + AGAIN})

"""What a reporter, who holds the receipt, sees of a case."""

from __future__ import annotations

from django.db.models import Max, Q, QuerySet

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind
from qianshao.intake.models import Observation


def case_of_observation(observation: Observation) -> Case | None:
    """None for the moment until the worker has taken the report."""
    links = CaseReport.objects.filter(observation=observation)
    link = links.select_related("case__owner", "case__policy", "case__workplace").first()
    return link.case if link else None


OF_REPORTERS = (
    EntryKind.OPENED,
    EntryKind.JOINED,
    EntryKind.ANSWERED,
    EntryKind.SEALED,
    EntryKind.UNSEALED,
    EntryKind.PASSED_ON,
    EntryKind.TOOK_BACK,
)
"""What belongs to one report, and is shown to nobody who made another."""


def entries_for_reporter(case: Case, observation: Observation) -> QuerySet[Entry]:
    """What was done, from the moment of their report on; of what reports and reporters say, only their own."""
    of_reports = Q(kind__in=OF_REPORTERS)
    theirs = ~of_reports | Q(observation=observation)
    first = case.entries.filter(observation=observation).order_by("id").values_list("pk", flat=True).first()
    said = case.entries.filter(theirs, for_reporter=True, pk__gte=first or 0)
    return said.select_related("body", "to_body").order_by("id")


ACTS = (EntryKind.ACTED, EntryKind.WROTE, EntryKind.REFERRED, EntryKind.PROPOSED)
"""What counts as doing something."""


def standing_for_reporter(case: Case, observation: Observation) -> str:
    """Where it stands in one word: resolved, asked (and not answered yet), acted, seen, or waiting."""
    if case.closed_at:
        return "resolved"
    entries = entries_for_reporter(case, observation)
    talk = entries.filter(kind__in=(EntryKind.ASKED, EntryKind.ANSWERED)).order_by("-id").first()
    if talk and talk.kind == EntryKind.ASKED:
        return "asked"
    step = case.steps.filter(ended_at=None).first()
    if step is None or step.acknowledged_at is None:
        return "waiting"
    acted = case.entries.filter(kind__in=ACTS, body=step.body_id, at__gte=step.received_at).exists()
    return "acted" if acted else "seen"


def unanswered_words(case: Case, observation: Observation) -> int:
    """How often this reporter has written since a body last did something."""
    last = case.entries.filter(body__isnull=False).aggregate(last=Max("pk"))["last"] or 0
    return case.entries.filter(kind=EntryKind.ANSWERED, observation=observation, pk__gt=last).count()

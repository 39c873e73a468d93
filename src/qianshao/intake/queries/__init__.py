"""Questions about reports, by noun. A Scope comes first; what it does not cover does not exist for the asker."""

from qianshao.intake.queries.anybody import (
    live_link,
    observation_of_receipt,
    open_workplace,
    workplace_of_link,
    workplaces_by_name,
)
from qianshao.intake.queries.calls import AGAIN_AFTER, CALL_LASTS, calls_of, not_to_call, open_call
from qianshao.intake.queries.contradictions import Contradiction, contradictions
from qianshao.intake.queries.costs import Cost, costs_of, payer
from qianshao.intake.queries.export import for_export
from qianshao.intake.queries.places import (
    named,
    not_yet,
    numbers_of_names,
    source_for,
    sources_of,
    workplace_to_report,
    workplaces_to_report,
    workplaces_to_report_of,
)
from qianshao.intake.queries.quarantine import in_quarantine, pressure, quarantine_of, waiting_in_quarantine
from qianshao.intake.queries.questions import questions, questions_for
from qianshao.intake.queries.reports import (
    daily_reports,
    headcounts,
    last_known,
    latest,
    of_management,
    photo,
    report,
    reported_on,
    that_count,
    who_reported,
)
from qianshao.intake.queries.senders import correspondent, correspondents

__all__ = [
    "AGAIN_AFTER",
    "CALL_LASTS",
    "Contradiction",
    "Cost",
    "calls_of",
    "contradictions",
    "correspondent",
    "correspondents",
    "costs_of",
    "daily_reports",
    "for_export",
    "headcounts",
    "in_quarantine",
    "last_known",
    "latest",
    "live_link",
    "named",
    "not_to_call",
    "not_yet",
    "numbers_of_names",
    "observation_of_receipt",
    "of_management",
    "open_call",
    "open_workplace",
    "payer",
    "photo",
    "pressure",
    "quarantine_of",
    "questions",
    "questions_for",
    "report",
    "reported_on",
    "source_for",
    "sources_of",
    "that_count",
    "waiting_in_quarantine",
    "who_reported",
    "workplace_of_link",
    "workplace_to_report",
    "workplaces_by_name",
    "workplaces_to_report",
    "workplaces_to_report_of",
]

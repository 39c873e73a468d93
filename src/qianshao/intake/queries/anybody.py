"""For people without an account."""

from __future__ import annotations

from django.conf import settings

from qianshao.core.problems import Problem
from qianshao.intake.models import Observation, ReportLink
from qianshao.intake.queries.places import named, workplaces_to_report
from qianshao.intake.rules import receipts
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import EVERYTHING

FOUND_BY_ANYBODY = 8
"""As many as a phone shows; whoever wants the list of all workplaces shall not get it here."""


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

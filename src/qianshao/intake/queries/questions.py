"""What federations ask beside the daily report."""

from __future__ import annotations

from django.db.models import QuerySet

from qianshao.accounts.models import Membership
from qianshao.intake.models import Questions
from qianshao.intake.queries.places import workplaces_to_report
from qianshao.registry.scope import Scope


def questions_for(membership: Membership, scope: Scope) -> list[Questions]:
    """Those of the bodies above somebody: in the line of affiliation, and over the territory that they report from."""
    line, places = membership.body.path, workplaces_to_report(scope)
    first = places.values_list("township_code", flat=True).first() or ""
    live = Questions.objects.filter(ended_at=None).select_related("body").order_by("body__number")
    return [one for one in live if line.startswith(one.body.path) or first.startswith(one.body.territory_id or "-")]


def questions() -> QuerySet[Questions]:
    """All that are asked now; for the operator."""
    return Questions.objects.filter(ended_at=None).select_related("body").order_by("body__number")

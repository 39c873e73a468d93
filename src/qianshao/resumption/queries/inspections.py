"""Inspections: what is planned, what was found."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate

from qianshao.core.problems import Problem, or_not_found
from qianshao.policy import inspections as policy
from qianshao.policy.basis import Deed, Ground
from qianshao.policy.loading import SHIPPED
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, Workplace
from qianshao.registry.scope import Ability, Scope, visible_workplaces
from qianshao.resumption.models import Inspection, InspectionPhoto, InspectionState, Side, Signature, VisitBasis
from qianshao.resumption.queries.ledger import basis_of

TEMPLATE = "inspection.docx"
LOADED = 30
"""Visits that a phone carries."""


def inspections(scope: Scope) -> QuerySet[Inspection]:
    """Those of the workplaces that the asker sees. What is planned, only those see who do not work there."""
    if not scope.may(Ability.SEE_INSPECTIONS):
        return Inspection.objects.none()
    rows = Inspection.objects.filter(visible_workplaces(scope, "workplace__"))
    if not scope.may(Ability.SEE_CASES):
        rows = rows.filter(state=InspectionState.DONE)
    return rows.select_related("workplace__territory", "body", "version", "lead")


def inspection(scope: Scope, pk: int) -> Inspection:
    return or_not_found(inspections(scope).select_related("docx", "pdf", "follows").filter(pk=pk).first())


def own_inspection(scope: Scope, pk: int) -> Inspection:
    """One that the asker's own body does."""
    found = inspection(scope, pk)
    if not scope.may(Ability.INSPECT) or found.body_id not in scope.bodies:
        raise Problem("inspection.body")
    return found


def planned(scope: Scope) -> QuerySet[Inspection]:
    return inspections(scope).filter(state=InspectionState.PLANNED).order_by("planned_for", "id")


def done(scope: Scope) -> QuerySet[Inspection]:
    return inspections(scope).filter(state=InspectionState.DONE).order_by("-done_at", "-id")


def visits_of(scope: Scope) -> list[Inspection]:
    """What the asker's body has to do, the next first: this is what the phone takes along."""
    return list(planned(scope).filter(body__in=scope.bodies)[:LOADED]) if scope.may(Ability.INSPECT) else []


def overdue(scope: Scope, today: date) -> int:
    return planned(scope).filter(planned_for__lt=today).count()


def follow_up_of(inspection: Inspection) -> Inspection | None:
    """The next visit that came of this one."""
    return inspection.follow_ups.order_by("-id").first()


def photos_of(inspection: Inspection) -> list[InspectionPhoto]:
    return list(inspection.photos.order_by("id"))


def signatures_of(inspection: Inspection) -> dict[str, Signature]:
    return {row.side: row for row in inspection.signatures.select_related("file")}


def photo(scope: Scope, pk: int, photo: int) -> InspectionPhoto:
    return or_not_found(inspection(scope, pk).photos.select_related("file").filter(pk=photo).first())


def signature(scope: Scope, pk: int, side: str) -> Signature:
    row = inspection(scope, pk).signatures.select_related("file").filter(side=side).first() if side in Side else None
    if row is None or row.file is None:
        raise Problem("not_found")
    return row


def bodies_to_inspect(scope: Scope) -> list[Body]:
    return list(Body.objects.filter(pk__in=scope.bodies, closed_on=None)) if scope.may(Ability.INSPECT) else []


# --- rules of the place -----------------------------------------------------------------------------------


def rule_for(workplace: Workplace, on: date) -> policy.Rule:
    return policy.choose(policy.in_force().values(), workplace.territory_id, on)


def likely_basis(workplace: Workplace, body: Body, at: datetime) -> VisitBasis:
    """What a visit of this body would rest on, as far as ties and orders tell; a person may say otherwise."""
    order = registry.order_in_force(workplace, at)
    if order and order.body_id == body.pk:
        return VisitBasis.ORDER
    line = {duty.body_id for duty in registry.duties_of(workplace, localdate(at)) if duty.tie == "affiliated"}
    return VisitBasis.AFFILIATED if body.pk in line else VisitBasis.TERRITORIAL


def articles_for(workplace: Workplace, body: Body, basis: str, on: date) -> str:
    """The articles that carry a visit on this footing, as they stand in the letter; "" where none is on file."""
    chosen = [basis] if basis in tuple(Ground) else []
    found = basis_of(workplace, [body.pk], on, Deed.VISIT, *chosen)
    return "、".join(article.name("zh-hans") for article in found.articles) if found else ""


def template() -> bytes:
    """The federation's own, else the shipped one."""
    own = Path(settings.POLICY) / "letters" / TEMPLATE
    return (own if own.is_file() else SHIPPED / "letters" / TEMPLATE).read_bytes()

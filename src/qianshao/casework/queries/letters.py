"""Letters: of a case, of a body, and how one begins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from qianshao.casework.models import Case, Letter, LetterState, Purpose
from qianshao.casework.queries.cases import cases
from qianshao.casework.queries.turns import category_of
from qianshao.casework.rules import letters as rules
from qianshao.casework.rules.ladder import addressee
from qianshao.core.problems import Problem, or_not_found
from qianshao.policy import letters as papers
from qianshao.policy.ladder import Asked, Instrument
from qianshao.policy.loading import SHIPPED
from qianshao.registry import queries as registry
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope

TEMPLATE = "letter.docx"


def letters(scope: Scope) -> QuerySet[Letter]:
    """Those of the cases that the asker sees, the newest first."""
    if not scope.may(Ability.SEE_CASES):
        return Letter.objects.none()
    rows = Letter.objects.filter(case__in=cases(scope).order_by().values("pk"))
    return rows.select_related("case__workplace", "body", "addressee").order_by("-id")


def letter(scope: Scope, pk: int) -> Letter:
    return or_not_found(letters(scope).filter(pk=pk).select_related("docx", "pdf", "drafted_by", "approved_by").first())


def own_letter(scope: Scope, pk: int) -> Letter:
    """One that the asker's own body writes."""
    found = letter(scope, pk)
    if not scope.may(Ability.HANDLE_CASES) or found.body_id not in scope.bodies:
        raise Problem("letter.not_yours", body=found.body.name)
    return found


def letters_of(case: Case) -> QuerySet[Letter]:
    """Takes a case that the asker was shown."""
    return case.letters.select_related("body", "addressee").order_by("id")


def letters_waiting(scope: Scope) -> QuerySet[Letter]:
    """Of the asker's bodies: to be approved, or to be sent, the oldest first."""
    if not scope.may(Ability.HANDLE_CASES):
        return Letter.objects.none()
    rows = Letter.objects.filter(body__in=scope.bodies, state__in=[LetterState.DRAFT, LetterState.APPROVED])
    return rows.select_related("case__workplace", "body").order_by("id")


def writers(case: Case, scope: Scope) -> list[Body]:
    """Which of the asker's bodies may write in this case: those that have or had a turn."""
    if not scope.may(Ability.HANDLE_CASES):
        return []
    return list(Body.objects.filter(pk__in=case.steps.values("body"), closed_on=None).filter(pk__in=scope.bodies))


def paper_for(case: Case, purpose: str, at: datetime) -> papers.Paper | None:
    """Which paper serves the purpose at the case's place, on this day."""
    place = case.workplace.territory_id
    return papers.choose(papers.in_force().values(), Instrument(purpose), place, timezone.localdate(at))


def begun(case: Case, body: Body, purpose: str, at: datetime) -> Letter:
    """A letter that is not saved yet; a Problem where there is no such paper, or the body may not issue it."""
    if purpose not in Purpose.values:
        raise Problem("letter.purpose", field="purpose")
    paper = paper_for(case, purpose, at)
    if paper is None:
        raise Problem("letter.no_paper", purpose=Purpose(purpose).label)
    if not rules.may_issue(paper, body.level):
        raise Problem("letter.level", paper=paper.name(rules.LANGUAGE), body=body.name)
    category, authority = category_of(case), _authority(case, at) if paper.to == "authority" else None
    under_order = registry.order_in_force(case.workplace, at) is not None
    return Letter(
        case=case,
        purpose=purpose,
        paper=paper.code,
        body=body,
        addressee=authority,
        title=paper.name(rules.LANGUAGE),
        recipient=authority.name if authority else case.workplace.name if paper.to == "employer" else "",
        facts=rules.opening_facts(category, case.workplace.name),
        basis=paper.basis[rules.LANGUAGE],
        demand=rules.opening_demand(category),
        effect=paper.effect[rules.LANGUAGE],
        reply=rules.term_as_kept(paper.term(case.severity, under_order=under_order)),
        following=paper.next or "",
        number_form=paper.number,
    )


def _authority(case: Case, at: datetime) -> Body | None:
    duty = addressee(Asked.AUTHORITY, registry.duties_of(case.workplace, timezone.localdate(at)))
    return Body.objects.filter(pk=duty.body_id).first() if duty else None


def template_of(paper: str) -> bytes:
    """The federation's own for this paper, else its own for all, else the shipped one."""
    own = Path(settings.POLICY) / "letters"
    for path in (own / f"{paper}.docx", own / TEMPLATE):
        if path.is_file():
            return path.read_bytes()
    return (SHIPPED / "letters" / TEMPLATE).read_bytes()

"""What authorities were asked: as their liaisons see it, and as the unions do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from qianshao.casework.models import Case, Purpose, Referral, ReferralState
from qianshao.casework.queries.cases import cases
from qianshao.casework.queries.letters import paper_for
from qianshao.core.problems import or_not_found
from qianshao.policy.ladder import Term
from qianshao.policy.letters import GRAVEST
from qianshao.registry import queries as registry
from qianshao.registry.models import Body, BodyKind
from qianshao.registry.scope import Ability, Scope

OUTSIDE = (BodyKind.AUTHORITY, BodyKind.COMMAND)
FALLBACK = Term(days=15)
URGENT_FALLBACK = Term(days=2)


def term_for(case: Case, at: datetime) -> Term:
    """As long as the paper to an authority leaves at this place and time."""
    urgent = case.severity <= GRAVEST or registry.order_in_force(case.workplace, at) is not None
    paper = paper_for(case, Purpose.RECOMMENDATION, at)
    if paper is None:
        return URGENT_FALLBACK if urgent else FALLBACK
    return paper.term(case.severity, under_order=urgent)


# --- for the authority's liaison ----------------------------------------------------------------------------


def referrals_to(scope: Scope) -> QuerySet[Referral]:
    """What was put before the asker's own authority, what waits first. Nothing else exists for a liaison."""
    if not scope.may(Ability.ANSWER_REFERRALS):
        return Referral.objects.none()
    rows = Referral.objects.filter(to__in=scope.bodies).exclude(state=ReferralState.WITHDRAWN)
    return rows.select_related("case__workplace__territory", "by", "to", "letter").order_by(
        "answered_at", "due_at", "id"
    )


def referral_to(scope: Scope, pk: int) -> Referral:
    return or_not_found(referrals_to(scope).filter(pk=pk).first())


# --- for the unions -----------------------------------------------------------------------------------------


def referrals_of(case: Case) -> QuerySet[Referral]:
    """Takes a case that the asker was shown."""
    return case.referrals.select_related("to", "by").order_by("id")


def may_be_asked(case: Case, at: datetime) -> list[Body]:
    """The authorities and commands with a tie to the workplace that no open referral waits for."""
    asked = case.referrals.filter(state=ReferralState.OPEN).values_list("to_id", flat=True)
    ids = {duty.body_id for duty in registry.duties_of(case.workplace, timezone.localdate(at))} - set(asked)
    return list(Body.objects.filter(pk__in=ids, kind__in=OUTSIDE, closed_on=None).order_by("-level", "number"))


@dataclass(frozen=True, slots=True)
class Asked:
    """How an authority answers. ``median_time`` is over what it answered; None where that is nothing."""

    body: Body
    asked: int
    answered: int
    in_time: int
    waiting: int
    lapsed: int
    median_time: timedelta | None


def authorities(scope: Scope, since: datetime, until: datetime) -> list[Asked]:
    """Of what was referred in [since, until), in the cases that the asker sees; who leaves most unanswered first."""
    if not scope.may(Ability.SEE_CASES):
        return []
    rows = Referral.objects.filter(referred_at__gte=since, referred_at__lt=until)
    rows = rows.filter(case__in=cases(scope).order_by().values("pk")).select_related("to")
    found: dict[Body, list[Referral]] = {}
    for row in rows:
        found.setdefault(row.to, []).append(row)
    return sorted((_asked(body, held) for body, held in found.items()), key=lambda one: (-one.lapsed, one.body.name))


def _asked(body: Body, rows: list[Referral]) -> Asked:
    times = [row.answered_at - row.referred_at for row in rows if row.answered_at]
    return Asked(
        body=body,
        asked=len(rows),
        answered=len(times),
        in_time=sum(1 for row in rows if row.answered_at and row.answered_at <= row.due_at),
        waiting=sum(1 for row in rows if row.state == ReferralState.OPEN),
        lapsed=sum(1 for row in rows if row.state == ReferralState.UNANSWERED),
        median_time=timedelta(seconds=median(time.total_seconds() for time in times)) if times else None,
    )

"""Proposals to evacuate a workplace, or to hold its restart."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Person
from qianshao.casework.models.cases import Case, Measure
from qianshao.registry.models import Body


class ProposalKind(models.TextChoices):
    EVACUATION = "evacuation", _("evacuate (撤离)")
    HOLD_RESTART = "hold_restart", _("hold the restart (暂缓复工)")


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("waits for approval")
    REFUSED = "refused", _("not approved")
    PUT = "put", _("put to the employer and the authority")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    LIFTED = "lifted", _("lifted")


class Proposal(models.Model):
    """Carried by a case. A second person approves it before it is ``put`` to the employer and the authority; accepted,
    it holds until it is ``lifted``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="proposals")
    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=["proposed", "put", "accepted"]),
                name="one_proposal_of_a_kind",
            ),
        ]
        indexes = [
            # The board: what holds now.
            models.Index(fields=["state"], name="proposal_in_force", condition=Q(state__in=["put", "accepted"])),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"

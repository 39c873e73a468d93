"""Who answers for a workplace, said whole: the facts, the duties with their sources, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qianshao.registry.models import Level, Territory, Workplace
from qianshao.registry.queries.divisions import ancestry
from qianshao.registry.queries.duties import duties_of, gaps_of, ordered
from qianshao.registry.rules.duties import Duty, Gap


@dataclass(frozen=True, slots=True)
class Answer:
    workplace: Workplace
    divisions: list[Territory]
    duties: list[Duty]
    gaps: list[str]

    def as_dict(self) -> dict[str, Any]:
        place = self.workplace
        return {
            "workplace": {
                "id": place.pk,
                "name": place.name,
                "aliases": place.aliases,
                "credit_code": place.credit_code,
                "site": place.site,
                "address": place.address,
                "territory": place.territory_id,
                "divisions": [division.name for division in self.divisions],
                "industry": place.industry_section + place.industry_division,
                "ownership": place.ownership,
                "headcount": place.headcount,
                "source": place.source,
                "source_date": place.source_date,
                "closed_on": place.closed_on,
                "generated": place.generated,
            },
            "duties": [
                {
                    "tie": duty.tie,
                    "body": duty.body,
                    "kind": duty.kind,
                    "level": Level(duty.level).name.lower(),
                    "phone": duty.phone,
                    "source": duty.source,
                    "source_date": duty.source_date,
                    "since": duty.since,
                    "until": duty.until,
                    "stated": duty.stated,
                }
                for duty in self.duties
            ],
            "gaps": self.gaps,
        }


def answer(place: Workplace, at: datetime) -> Answer:
    """Takes a workplace that the asker was shown. Whom an emergency order makes answer at this moment stands first."""
    duties = [*ordered(place, at), *duties_of(place, localdate(at))]
    divisions = list(Territory.objects.filter(code__in=ancestry(place.territory_id)).order_by("level"))
    return Answer(place, divisions, duties, [sentence(gap) for gap in gaps_of(place, duties)])


def sentence(gap: Gap) -> str:
    """A gap in words, in the reader's language."""
    sentences = {
        "affiliation_unknown": _("Which union body it is affiliated to is not known."),
        "affiliated_elsewhere_no_contact": _(
            "Affiliated to {body}, which does not lie in this district; no territorial contact is recorded."
        ),
        "affiliated_in_other_province_no_contact": _(
            "Affiliated to {body} in another province; no territorial contact recorded."
        ),
        "affiliated_in_other_province": _("Affiliated to {body} in another province."),
        "affiliated_elsewhere": _("Affiliated to {body}, which does not lie in this district."),
        "no_enterprise_union_known": _("No union of its own is known here."),
        "no_federation": _("There is no federation of the {body} in the registry."),
        "no_phone": _("No telephone number is recorded for {body}."),
        "no_authority": _("No supervising authority is recorded."),
        "no_command": _("No epidemic command is recorded."),
        "disputed": _("Sources disagree about it; the dispute is open."),
    }
    name = str(Level(int(gap.body)).label) if gap.code == "no_federation" else gap.body
    return sentences[gap.code].format(body=name)

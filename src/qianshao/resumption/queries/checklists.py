"""Which checklist holds, which one was used, and what stands in the three columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qianshao.core.problems import Problem
from qianshao.policy import checkreading
from qianshao.policy.checklists import Checklist, choose
from qianshao.registry.models import Workplace
from qianshao.resumption.models import ChecklistVersion, Declaration, Inspection, InspectionState, Outcome
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules.answers import Answers, as_read


def checklist_of(version: ChecklistVersion) -> Checklist:
    """As it was when it was used, whatever the files say now."""
    return checkreading.parse(version.text, source=version.code, code=version.code, kept=True)


def checklist_for(workplace: Workplace, on: date, code: str = "") -> Checklist:
    """The one that is named, else the one that holds at a place on a day."""
    known = checkreading.in_force()
    if code and code not in known:
        raise Problem("checklist.unknown", field="checklist", value=code, choices=", ".join(known))
    found = known[code] if code else choose(known.values(), workplace.territory_id, on)
    if found is None:
        raise Problem("checklist.none", field="checklist")
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Declared, confirmed, verified: the newest of each by the same checklist, and how they compare."""

    checklist: Checklist
    employer: Declaration | None
    union: Declaration | None
    inspection: Inspection | None
    rows: list[rules.Row]
    score: rules.Score | None

    @property
    def findings(self) -> list[rules.Row]:
        return rules.findings(self.rows)

    @property
    def moments(self) -> dict[str, Declaration | Inspection | None]:
        return {"employer": self.employer, "union": self.union, "inspector": self.inspection}


def columns(workplace: Workplace, checklist: Checklist, until: Inspection | None = None) -> Columns:
    """Takes a workplace that the asker was shown. ``until``: as it stood at this visit, which is the third column."""
    employer, union = (_newest(workplace, source, checklist, until) for source in ("employer", "union"))
    visit = until or newest_inspection(workplace, checklist)
    answers: dict[str, Answers | None] = {
        "employer": as_read(employer.answers) if employer else None,
        "union": as_read(union.answers) if union else None,
        "inspector": as_read(visit.answers) if visit else None,
    }
    seen = answers["inspector"]
    score = rules.score(checklist, seen) if seen is not None else None
    return Columns(checklist, employer, union, visit, rules.compare(checklist, answers), score)


def _newest(workplace: Workplace, source: str, checklist: Checklist, until: Inspection | None) -> Declaration | None:
    rows = Declaration.objects.filter(workplace=workplace, source=source, version=checklist.version)
    if until and until.received_at:
        rows = rows.filter(received_at__lte=until.received_at)
    return rows.select_related("body").order_by("-id").first()


def newest_inspection(workplace: Workplace, checklist: Checklist) -> Inspection | None:
    """The newest visit on which somebody was let in."""
    done = Inspection.objects.filter(workplace=workplace, version=checklist.version, state=InspectionState.DONE)
    return done.exclude(outcome=Outcome.REFUSED).select_related("body").order_by("-done_at", "-id").first()

"""What the system can answer today of the questions of an interview: the answer with its source, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qianshao.assessment.models import Interview
from qianshao.assessment.queries.coding import talk_of
from qianshao.assessment.rules.questions import Question, questions
from qianshao.casework import queries as casework
from qianshao.core.prefixes import starts_with
from qianshao.intake import queries as intake
from qianshao.policy import loading
from qianshao.registry import queries as registry
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Scope
from qianshao.resumption import queries as resumption
from qianshao.resumption.queries import inspections

RECENT = timedelta(days=30)
NO_MASKS = "no_protective_supplies"
YES, PARTLY, NO = "yes", "partly", "no"


@dataclass(frozen=True, slots=True)
class Said:
    """``answered``: "yes", "partly" or "no"; ``why`` tells what is missing where it is not "yes"."""

    answered: str
    answer: str = ""
    source: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    question: Question
    said: Said


@dataclass(frozen=True, slots=True)
class _Asked:
    """``territory``: the district of which the interview speaks; ``plants``: workplaces that it names."""

    scope: Scope
    row: Interview
    territory: str
    plants: tuple[Workplace, ...]
    unknown: tuple[str, ...]
    at: datetime

    @property
    def day(self) -> date:
        return localdate(self.at)

    def here(self) -> int:
        return resumption.operating(self.scope, self.territory, self.day).count()


def answers(scope: Scope, row: Interview, at: datetime) -> list[Answered]:
    """In the order in which they were asked. Each kind of question is looked up once."""
    employers = list(row.mentions.filter(kind="employer").select_related("workplace"))
    known = registry.workplaces(scope).filter(pk__in=[one.workplace_id for one in employers if one.workplace_id])
    unknown = tuple(one.name for one in employers if one.workplace_id is None)
    asked = _Asked(scope, row, row.territory, tuple(known), unknown, at)
    found: dict[str, Said] = {}
    listed = questions(talk_of(row).turns)
    for one in listed:
        if one.kind not in found:
            found[one.kind] = _answer(one.kind, asked)
    return [Answered(one, found[one.kind]) for one in listed]


def _answer(kind: str, asked: _Asked) -> Said:
    if not kind:
        return Said(NO, why=_("The system has no records about what is asked here."))
    if not asked.territory:
        return Said(NO, why=_("It is not known of which district the interview speaks."))
    return LOOK_UP[kind](asked)


def _restarted(asked: _Asked) -> Said:
    found = resumption.counts(
        asked.scope, asked.territory, by=["industry"], day=asked.day, standings=resumption.AT_WORK
    )
    if not found.workplaces:
        return _nothing_on_record()
    kinds = ", ".join(f"{' '.join(one.kinds) or '?'}: {one.count}" for one in found.rows if one.count)
    answer = _("{total} of {workplaces} workplaces are at work ({kinds}).").format(
        total=found.total, workplaces=found.workplaces, kinds=kinds or "–"
    )
    source = _("ledger of restarts, {day}; kinds are sections of industry").format(day=found.day)
    unknown = resumption.counts(asked.scope, asked.territory, day=asked.day, standings=resumption.ALL)
    missing = found.workplaces - unknown.total
    if missing <= 0:
        return Said(YES, answer, source)
    why = ngettext("Of {count} workplace nothing is known.", "Of {count} workplaces nothing is known.", missing)
    return Said(PARTLY, answer, source, why.format(count=missing))


def _at_work(asked: _Asked) -> Said:
    rows = intake.that_count(asked.scope, day=asked.day, territory=asked.territory, source="union")
    sums = rows.order_by().aggregate(people=Sum("headcount"))
    heard, here = rows.count(), asked.here()
    if not heard:
        return Said(NO, why=_("No enterprise union has reported on {day}.").format(day=asked.day))
    answer = _("{people} people at the {heard} of {here} workplaces that reported.").format(
        people=sums["people"] or 0, heard=heard, here=here
    )
    return Said(
        YES if heard >= here else PARTLY, answer, _daily(asked), "" if heard >= here else _("The others are silent.")
    )


def _channel(asked: _Asked) -> Said:
    heard = intake.that_count(asked.scope, day=asked.day, territory=asked.territory, source="union").count()
    here = asked.here()
    if not here:
        return _nothing_on_record()
    answer = _("Every enterprise union can report each day; on {day} {heard} of {here} workplaces did.").format(
        day=asked.day, heard=heard, here=here
    )
    return Said(YES, answer, _daily(asked))


def _checks(asked: _Asked) -> Said:
    rows = inspections.done(asked.scope).filter(
        starts_with("township_code", asked.territory), done_at__gte=asked.at - RECENT
    )
    count, places = rows.count(), rows.order_by().values("workplace").distinct().count()
    answer = _("{count} inspections at {places} of {here} workplaces in the last 30 days.").format(
        count=count, places=places, here=asked.here()
    )
    return Said(YES, answer, _("inspections on record"))


def _masks(asked: _Asked) -> Said:
    rows = casework.cases(asked.scope).filter(starts_with("township_code", asked.territory), category=NO_MASKS)
    category = loading.in_force().categories.get(NO_MASKS)
    if category is None:
        return Said(NO, why=_("The policy in force knows no such danger."))
    answer = _(
        "A worker or a union reports it as “{name}”: the case has one owner and one deadline, and moves up when nobody "
        "answers. On record: {open} open, {closed} closed."
    ).format(
        name=category.name(get_language()),
        open=rows.filter(closed_at=None).count(),
        closed=rows.exclude(closed_at=None).count(),
    )
    return Said(YES, answer, _("policy {version}, cases on record").format(version=loading.in_force().version))


def _concealed(asked: _Asked) -> Said:
    union = set(
        intake.that_count(asked.scope, day=asked.day, territory=asked.territory, source="union").values_list(
            "workplace", flat=True
        )
    )
    both = intake.that_count(asked.scope, day=asked.day, territory=asked.territory).exclude(source="union")
    two = len(union & set(both.values_list("workplace", flat=True)))
    if not two:
        return Said(
            NO, why=_("It takes a second source: on {day} no workplace was reported by two.").format(day=asked.day)
        )
    answer = _("It shows where two sources differ; on {day} {count} workplaces were reported by two.").format(
        day=asked.day, count=two
    )
    return Said(PARTLY, answer, _daily(asked), _("Where only one source reports, nothing can be compared."))


def _whose(asked: _Asked) -> Said:
    if not asked.plants:
        return Said(NO, why=_not_on_record(asked))
    told, gaps = [], []
    for place in asked.plants:
        duties = registry.duties_of(place, asked.day)
        bodies = "; ".join(f"{duty.body} ({duty.source})" for duty in duties)
        told.append(f"{place.name}: {bodies or '–'}")
        gaps += registry.gaps_of(place, duties)
    source = _("registry: all ties with their sources")
    return Said(PARTLY if gaps else YES, " · ".join(told), source, _("Some ties are not known.") if gaps else "")


def _happened(asked: _Asked) -> Said:
    if not asked.plants:
        return Said(NO, why=_not_on_record(asked))
    rows = casework.cases(asked.scope).filter(workplace__in=asked.plants)
    open_count = rows.filter(closed_at=None).count()
    answer = _("{open} open cases and {closed} closed ones at the workplaces that are named.").format(
        open=open_count, closed=rows.count() - open_count
    )
    return Said(YES, answer, _("cases on record"))


def _members(asked: _Asked) -> Said:
    people = registry.workplaces(asked.scope).filter(starts_with("township_code", asked.territory))
    total = people.order_by().aggregate(people=Sum("headcount"))["people"]
    why = _("Members and staff of unions are not recorded.")
    if not total:
        return Said(NO, why=why)
    return Said(PARTLY, _("{people} people work at the workplaces on record.").format(people=total), _("registry"), why)


def _promised(asked: _Asked) -> Said:
    rows = casework.commitments(asked.scope).filter(origin="interview", reference__startswith=f"{asked.row.number} ")
    if not rows:
        return Said(NO, why=_("Nothing that was undertaken in this interview is on record yet."))
    told = "; ".join(f"{row.what} ({localdate(row.due_at)}, {row.get_state_display()})" for row in rows)
    return Said(YES, told, _("what was undertaken, on record"))


def _nothing_on_record() -> Said:
    return Said(NO, why=_("No workplace of this district is on record. Import the workplaces first."))


def _not_on_record(asked: _Asked) -> str:
    names = ", ".join(asked.unknown)
    return _("No workplace with this name is on record: {names}.").format(names=names or "–")


def _daily(asked: _Asked) -> str:
    return _("daily reports, {day}").format(day=asked.day)


LOOK_UP: dict[str, Callable[[_Asked], Said]] = {
    "how_many_restarted": _restarted,
    "how_many_at_work": _at_work,
    "daily_channel": _channel,
    "who_checks": _checks,
    "no_masks": _masks,
    "concealed": _concealed,
    "whose_plant": _whose,
    "what_happened": _happened,
    "members": _members,
    "promised": _promised,
}

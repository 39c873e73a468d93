"""What happened in the week after the demo morning, read from the records and told, with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from qianshao.briefing.models import Correction, Release, ReleaseState
from qianshao.casework.models import Case, Commitment, Need, NeedState
from qianshao.core.prefixes import starts_with
from qianshao.demo import appraised, listed, mobilised, morning, ordered, released, sharing, supplied, week
from qianshao.demo.course import Line
from qianshao.demo.morning import ZONE, midnight
from qianshao.demo.restarts import LIST
from qianshao.registry.models import EmergencyOrder
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import queries
from qianshao.resumption.models import (
    Helper,
    Initiative,
    Inspection,
    InspectionState,
    ListRow,
    Outcome,
    SharedPlace,
    Statement,
    Word,
)
from qianshao.resumption.queries import coverage
from qianshao.resumption.queries.initiatives import progress
from qianshao.resumption.queries.lists import OPEN
from qianshao.surveillance.models import Signal
from qianshao.surveillance.wording import say


@dataclass(frozen=True, slots=True)
class Week:
    """``filed`` and ``began_work``: workplaces of the week's lists. The rates of the call are those of its page.
    ``restarted``: at work by the ledger on the first day and on the last."""

    first: date
    last: date
    filed: int
    began_work: int
    restarted_first: int
    restarted_last: int
    inspections: int
    addressed: int
    acknowledged: int
    reported: int
    verified: int
    refuted: int
    open_cases: int
    open_cases_overdue: int
    people: int
    covered: int
    gaps: int
    shared: int
    rows_to_review: int
    needs_met: int
    orders: int
    releases: int
    corrections: int
    story: list[tuple[str, str]]

    def as_dict(self) -> dict[str, object]:
        named = {name: getattr(self, name) for name in self.__slots__ if name not in ("first", "last", "story")}
        story = [{"at": at, "what": what} for at, what in self.story]
        return {"from": self.first, "to": self.last, **named, "generated": True, "story": story}


def read(territory: str, day: date) -> Week | None:
    """None as long as the morning has not been continued."""
    if not week.is_there():
        return None
    last = day + timedelta(days=week.DAYS - 1)
    end = midnight(last) + timedelta(hours=16)
    inside = starts_with("township_code", territory)
    stated = Statement.objects.filter(inside, holds_from__gt=day, holds_from__lte=last, source_name=LIST)
    call = Initiative.objects.select_related("version", "body").get(title=week.TITLE)
    rates = progress(call, EVERYTHING, last).total
    covered = coverage.total(coverage.coverage(EVERYTHING, territory, last))
    still_open = Case.objects.filter(inside, closed_at=None, opened_at__lte=end)
    return Week(
        first=day,
        last=last,
        filed=stated.filter(standing__in=[Word.FILED, Word.APPROVED]).count(),
        began_work=stated.filter(standing=Word.WORKING).count(),
        restarted_first=queries.counts(EVERYTHING, territory, day=day).total,
        restarted_last=queries.counts(EVERYTHING, territory, day=last).total,
        inspections=Inspection.objects.filter(inside, state=InspectionState.DONE).count(),
        addressed=rates.addressed,
        acknowledged=rates.acknowledged,
        reported=rates.reported,
        verified=rates.verified,
        refuted=rates.refuted,
        open_cases=still_open.count(),
        open_cases_overdue=still_open.filter(deadline__lte=end).count(),
        people=Helper.objects.filter(until=None).count(),
        covered=covered.outside,
        gaps=covered.gap,
        shared=SharedPlace.objects.filter(closed_on=None).count(),
        rows_to_review=ListRow.objects.filter(OPEN).count(),
        needs_met=Need.objects.filter(state=NeedState.MET).count(),
        orders=EmergencyOrder.objects.count(),
        releases=Release.objects.filter(state=ReleaseState.PUBLISHED).count(),
        corrections=Correction.objects.count(),
        story=[(at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"), what) for at, what in _story(call, day)],
    )


def _story(call: Initiative, day: date) -> list[Line]:
    beside = [*mobilised.lines(), *sharing.lines(day), *supplied.lines(), *listed.lines(), *ordered.lines()]
    return sorted(
        [*_visits(), *_promises(), *_call(call), *_signals(), *beside, *released.lines(), *appraised.lines()],
        key=lambda one: one[0],
    )


def _visits() -> list[Line]:
    found: list[Line] = []
    done = Inspection.objects.filter(state=InspectionState.DONE).select_related("workplace", "body")
    for row in done.order_by("done_at", "id"):
        if row.done_at is None:
            continue
        plant = row.workplace.name == morning.PLANT
        if row.outcome == Outcome.PASSED:
            words = (
                _("{body} visits {place} again and verifies it: the restart is released, letter {number}.")
                if plant
                else _("{body} visits {place} and verifies what its union reported, letter {number}.")
            )
        else:
            words = _("{body} visits {place}: {failed} items fail, its restart is held, letter {number}.")
        said = words.format(
            body=row.body.name, place=row.workplace.name, number=row.number, failed=len(row.failed_items)
        )
        found.append((row.done_at, said))
    return found


def _promises() -> list[Line]:
    found: list[Line] = []
    for row in Commitment.objects.select_related("by").order_by("id"):
        due = row.due_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        found.append(
            (row.recorded_at, _("{by} undertakes, by {due}: {what}").format(by=row.by, due=due, what=row.what))
        )
        if row.asked_at and row.settled_at:
            said = _("What {by} undertook is due: {state}. {text}")
            settled = said.format(by=row.by, state=row.get_state_display(), text=row.outcome)
            found.append((row.settled_at, settled))
    return found


def _signals() -> list[Line]:
    """What surveillance saw, and what was judged of it."""
    found: list[Line] = []
    for row in Signal.objects.select_related("judged_by").prefetch_related("places__workplace").order_by("id"):
        said = _("Signal, {rule}: {seen}").format(rule=row.get_rule_display(), seen=say(row).seen)
        found.append((row.seen_at, said))
        if row.judged_at:
            verdict = _("The district judges this signal: {verdict}.").format(verdict=row.get_verdict_display())
            found.append((row.judged_at, verdict))
    return found


def _call(call: Initiative) -> list[Line]:
    rates = progress(call, EVERYTHING, call.sent_at.date()).total
    answers = call.answers.order_by("pk")
    heard = answers.exclude(acknowledged_at=None).order_by("acknowledged_at").last()
    carried = answers.filter(complete=True).order_by("reported_at").last()
    sent = _("{body} sends a call to {count} workplaces: {title}")
    found = [(call.sent_at, sent.format(body=call.body.name, count=rates.addressed, title=call.title))]
    if heard and heard.acknowledged_at:
        found.append(
            (heard.acknowledged_at, _("{count} unions acknowledge the call.").format(count=rates.acknowledged))
        )
    if carried and carried.reported_at:
        said = _("{count} unions report that it is carried out; only a visit verifies it.")
        found.append((carried.reported_at, said.format(count=rates.reported)))
    return found


def tell(account: Week) -> str:
    lines = [
        _("The week to {last}: generated, like the morning.").format(last=account.last.isoformat()),
        _(
            "{filed} more workplaces are filed, {began} begin to work; {first} worked on the first day, {then} do now."
        ).format(
            filed=account.filed,
            began=account.began_work,
            first=f"{account.restarted_first:,}",
            then=f"{account.restarted_last:,}",
        ),
        _("The call: {verified} verified and {refuted} refuted on site, {reported} reported, of {addressed}.").format(
            verified=account.verified,
            refuted=account.refuted,
            reported=account.reported,
            addressed=account.addressed,
        ),
        _("Open cases at its end: {open}, of which {overdue} past their deadline.").format(
            open=account.open_cases, overdue=account.open_cases_overdue
        ),
        _("People: {people}; {covered} workplaces are covered from outside, {gaps} by nobody.").format(
            people=account.people, covered=f"{account.covered:,}", gaps=f"{account.gaps:,}"
        ),
        _("Rows of lists that wait for a person: {rows}; shortages met: {met}; emergency orders: {orders}.").format(
            rows=account.rows_to_review, met=account.needs_met, orders=account.orders
        ),
        _("Releases: {releases}, with {corrections} signed corrections.").format(
            releases=account.releases, corrections=account.corrections
        ),
        "",
        *(f"  {at}  {what}" for at, what in account.story),
    ]
    return "\n".join(lines)

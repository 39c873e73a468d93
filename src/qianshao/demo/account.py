"""What happened on the demo morning, read from the records and told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from qianshao.casework.models import Case, CaseReport, Entry, EntryKind
from qianshao.core.prefixes import starts_with
from qianshao.demo import morning
from qianshao.demo.morning import ZONE, midnight
from qianshao.intake.models import DailyReport, DayTally, Observation, Source
from qianshao.registry import queries as registry
from qianshao.registry.models import Level, Territory, Workplace


@dataclass(frozen=True, slots=True)
class Account:
    """The sums of the morning. The last two are zero, or something is broken."""

    territory: str
    name: str
    day: date
    townships: int
    villages: int
    workplaces: int
    reported: int
    silent: int
    something_wrong: int
    observations: int
    cases_opened: int
    cases_resolved: int
    moved_up: int
    reports_unaccounted: int
    cases_without_owner_or_deadline: int
    story: list[tuple[str, str]]

    def as_dict(self) -> dict[str, object]:
        story = [{"at": at, "what": what} for at, what in self.story]
        return asdict(self) | {"story": story}


def read(territory: Territory, day: date) -> Account:
    inside = starts_with("township_code", territory.code)
    places = Workplace.objects.filter(inside).filter(registry.existed_on(day))
    union = DailyReport.objects.filter(inside, day=day, source=Source.UNION)
    reported = union.values("workplace").distinct().count()
    cases = Case.objects.filter(inside, opened_at__gte=midnight(day), opened_at__lte=_end(day))
    townships = registry.children(territory.code, day)
    workplaces = places.count()
    return Account(
        territory=territory.code,
        name=territory.name,
        day=day,
        townships=len(townships),
        villages=Territory.objects.filter(parent__in=townships, level=Level.VILLAGE).count(),
        workplaces=workplaces,
        reported=reported,
        silent=workplaces - reported,
        something_wrong=union.filter(all_clear=False).count(),
        observations=Observation.objects.filter(inside, day=day).count(),
        cases_opened=cases.count(),
        cases_resolved=cases.filter(closed_at__lte=_end(day)).count(),
        moved_up=Entry.objects.filter(case__in=cases, kind=EntryKind.MOVED_UP, at__lte=_end(day)).count(),
        reports_unaccounted=_unaccounted(territory, day, reported),
        cases_without_owner_or_deadline=Case.objects.filter(closed_at=None)
        .filter(Q(owner=None) | Q(deadline=None))
        .count(),
        story=_story(day),
    )


def _end(day: date) -> datetime:
    """What came later, such as the week, is not of the morning."""
    return midnight(day) + morning.ENDS


def _unaccounted(territory: Territory, day: date, reported: int) -> int:
    """Reports that are neither counted on the board nor on a case: invariant 2 says that there are none."""
    inside = starts_with("township_code", territory.code)
    tally = DayTally.objects.filter(inside, day=day).aggregate(sum=Sum("reported"))["sum"] or 0
    observations = Observation.objects.filter(inside, day=day, case_links=None).count()
    wrong = DailyReport.objects.filter(inside, day=day, all_clear=False).annotate(cases=Count("case_links"))
    without_case = sum(report.cases < len(report.dangers) for report in wrong)
    return abs(reported - tally) + observations + without_case


def _story(day: date) -> list[tuple[str, str]]:
    """The case of the plant, from the worker's report to what was done."""
    link = CaseReport.objects.filter(observation__workplace__name=morning.PLANT, observation__day=day).first()
    if link is None:
        return []
    entries = link.case.entries.filter(at__lte=_end(day)).select_related("body", "to_body").order_by("at", "id")
    return [(_clock(entry.at), _sentence(entry, link.case)) for entry in entries]


def _clock(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%H:%M")


def _sentence(entry: Entry, case: Case) -> str:
    body = entry.body.name if entry.body else ""
    to = entry.to_body.name if entry.to_body else ""
    first = case.steps.select_related("body").order_by("position").first()
    said = {
        EntryKind.OPENED: _("A worker at {plant} reports, without a name: {words} The case goes to {first}.").format(
            plant=case.workplace.name,
            words=entry.observation.text if entry.observation else "",
            first=first.body.name if first else "",
        ),
        EntryKind.MOVED_UP: _("{body} has let its deadline pass. The case moves by itself to {to}.").format(
            body=body, to=to
        ),
        EntryKind.ACKNOWLEDGED: _("{body} acknowledges.").format(body=body),
        EntryKind.ACTED: _("{body} acts: {text}").format(body=body, text=entry.text),
        EntryKind.ASKED: _("{body} asks the reporter: {text}").format(body=body, text=entry.text),
        EntryKind.SHIPPED: _("{body} sends supplies ({text}); they count once workers confirm them.").format(
            body=body, text=entry.text
        ),
        EntryKind.WROTE: _("{body} sends a letter: {text}").format(body=body, text=entry.text),
        EntryKind.REFERRED: _("{body} asks {to} to act: {text}").format(body=body, to=to, text=entry.text),
        EntryKind.RESOLVED: _("{body} resolves it: {text}").format(body=body, text=entry.text),
    }
    return said.get(EntryKind(entry.kind), entry.get_kind_display())


def tell(account: Account) -> str:
    """The account as a text that a person reads in half a minute."""
    lines = [
        _("{name} ({code}), {day}: generated data on real divisions.").format(
            name=account.name, code=account.territory, day=account.day.isoformat()
        ),
        _(
            "{townships} townships and sub-districts, {villages} villages and communities, {workplaces} workplaces."
        ).format(townships=account.townships, villages=account.villages, workplaces=f"{account.workplaces:,}"),
        _("{reported} have reported, {silent} are silent; {wrong} say that something is wrong.").format(
            reported=f"{account.reported:,}", silent=f"{account.silent:,}", wrong=account.something_wrong
        ),
        _("{opened} cases opened, {resolved} of them resolved; {moved} moved up because a deadline passed.").format(
            opened=account.cases_opened, resolved=account.cases_resolved, moved=account.moved_up
        ),
        _(
            "Reports that are neither on the board nor on a case: {unaccounted}. "
            "Open cases without owner or deadline: {without}."
        ).format(unaccounted=account.reports_unaccounted, without=account.cases_without_owner_or_deadline),
        "",
        *(f"  {at}  {what}" for at, what in account.story),
    ]
    return "\n".join(lines)

"""The week after the demo morning: restarts are filed, the plant is held and released, a call goes out. Generated.

The rule
    day 0   the owners bring what is left of the morning to an end; at the plant an inspection finds no masks, which
            holds its restart; the group's union undertakes to send them within two days
    day 1   the district calls on all of a hundred people or more, or on the five largest where those are few; unions
            acknowledge on this day, and report on day 3
    day 2   what was undertaken is due, and kept; the plant is filed; the follow-up finds all in order,
            which releases it
    day 4   the plant's union reports five confirmed: a signal, which the district judges true; its case is open for two
            days
    day 5   another workplace of the call is visited and verified
    day 6   at a third the visit finds no masks although its union reported them: that case is open when the week ends
    daily   from day 1 on, workplaces of which nothing was known are filed, and work from the day after; each morning
            they report, the roll is closed at ten, and the owners answer what was wrong
    last    the district holds its meeting, and sends the bulletins of the day and the week to the city
Beside it go, each with a rule of its own, the people who cover workplaces (``mobilised``), what is shared
(``sharing``), masks (``supplied``), the command's list (``listed``), the orders (``ordered``), what goes out to the
public (``released``), and a sheet of appraisal (``appraised``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from qianshao.briefing.rolls import actions as rolls
from qianshao.casework import actions as casework
from qianshao.casework.models import Case, Commitment, CommitmentState, Letter, LetterState, Referral, ReferralState
from qianshao.core import clock, events
from qianshao.core.actor import Via
from qianshao.core.events import Handler
from qianshao.core.models import Event
from qianshao.demo import morning, signals
from qianshao.demo.appraised import Appraised
from qianshao.demo.briefings import Briefings
from qianshao.demo.course import Deed, Moment, said
from qianshao.demo.listed import Listed
from qianshao.demo.mobilised import Mobilised
from qianshao.demo.morning import midnight
from qianshao.demo.ordered import Ordered
from qianshao.demo.released import Released
from qianshao.demo.restarts import DEMO, LIST
from qianshao.demo.sharing import Sharing
from qianshao.demo.supplied import Supplied
from qianshao.demo.visits import NO_MASKS, visit, well
from qianshao.intake import actions as intake
from qianshao.intake.models import Channel, Source
from qianshao.intake.rules import daily
from qianshao.policy import checkreading, loading, reporting
from qianshao.registry.models import Body, BodyKind, Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Draft
from qianshao.resumption.models import Initiative, Inspection, InspectionState, Statement
from qianshao.resumption.queries.initiatives import addresses
from qianshao.resumption.rules import standing
from qianshao.resumption.rules.answers import Answers
from qianshao.resumption.rules.initiatives import Filter
from qianshao.surveillance import actions as surveillance
from qianshao.surveillance.models import Signal, Verdict

SEED = 20220214
DAYS = 7
FILED_DAILY = 0.01
"""The share of workplaces that are filed on a day of the week."""
HEARD, CARRIED_OUT = 0.8, 0.6
"""The shares of those that are called on that acknowledge, and that report it carried out."""
MOST_CALLED = 200
"""More do not answer in the demo, however many are called on."""

ASKED = ("stock", "bus")
SIZE_LEAST, FEWEST_CALLED = 100, 5
TITLE = "（演示）关于备足口罩、登记班车座位的倡议"
TEXT = "（演示）请各单位工会督促落实：口罩有储备，班车登记座位，并如实报告。"
PROMISE = "（演示）两天内把口罩送到该单位。"
KEPT = "（演示）口罩已送到，现场清点属实。"
ANSWER = "（演示）口罩已补足，相关班组培训后上岗。"
ILL = 4
CONFIRMED = 5
"""By the definition of February 2022, a cluster."""
JUDGED = "（演示）已与该单位工会和疾控部门电话核实。"
ENDED = "（演示）已移交防控指挥部处置，相关班组隔离，班车和食堂已消毒；工会每日联系。"
REPLY = "（演示）已到场核查，同意工会意见。"


def play(places: Sequence[Workplace], day: date, handlers: Mapping[str, Handler]) -> None:
    """The week, moment by moment, through the ordinary actions; between them the clock does what it does."""
    players = _Players(places, day)
    for offset, deed in players.course():
        at = midnight(day) + offset
        deed(at)
        _tick(at, handlers)
    end = midnight(day, DAYS - 1) + timedelta(hours=16)
    data = {"from": day.isoformat(), "to": end.date().isoformat()}
    events.record("demo.continued", actor=DEMO, via=Via.DEMO, at=end, subject=("installation", 1), data=data)
    clock.restart()


def is_there() -> bool:
    return Event.objects.filter(action="demo.continued").exists()


def _tick(at: datetime, handlers: Mapping[str, Handler]) -> None:
    rolls.sweep(at)
    while events.work_one(handlers):
        pass
    casework.sweep(at)
    casework.ask_about_what_is_due(at)
    casework.sweep_needs(at)
    casework.sweep_unanswered(at)
    casework.sweep_referrals(at)
    resumption.sweep_initiatives(at)
    resumption.sweep_visits(at)


class _Players:
    """The district, the unions, the group, the authority."""

    def __init__(self, places: Sequence[Workplace], day: date) -> None:
        self.places, self.day = places, day
        self.dice = Random(SEED)  # noqa: S311 - repeatable, not secret
        self.plant = Workplace.objects.get(name=morning.PLANT)
        self.district = Body.objects.get(kind=BodyKind.FEDERATION, territory=self.plant.district_code)
        self.checklist = checkreading.in_force()["resumption"]
        spoken = set(Statement.objects.values_list("workplace", flat=True))
        unknown = [place for place in places if place.pk not in spoken]
        self.listed = Listed(places, unknown, self.district)
        self.unknown = [place for place in unknown if place not in self.listed.taken]
        self.filed: list[Workplace] = []

    def course(self) -> list[tuple[timedelta, Deed]]:
        visits: list[Moment] = [
            (0, 11.5, self.bring_to_an_end),
            (0, 15, self.find_no_masks),
            (0, 15.5, self.promise),
            (1, 9, self.call),
            (1, 15, self.acknowledge),
            (2, 12.5, self.keep),
            (2, 14.5, self.follow_up),
            (3, 10, self.report),
            (ILL, 9, self.fall_ill),
            (ILL, 10.5, self.look),
            (ILL, 11, self.judge),
            (5, 10, self.verify),
            (6, 15, self.end_at_the_plant),
            (6, 15.5, self.refute),
        ]
        filings: list[Moment] = [(day, 17.0 if day < DAYS - 1 else 15.0, self.file) for day in range(1, DAYS)]
        found = sorted([*visits, *filings, *self.beside()], key=lambda one: one[:2])
        return [(timedelta(days=day, hours=hour), deed) for day, hour, deed in found]

    def beside(self) -> list[Moment]:
        sharing = Sharing(self.places, self.day, self.plant)
        return [
            *Briefings(self.places, self.day, self.district, ill=ILL).course(DAYS),
            *Mobilised(self.places, self.district, self.plant).course(),
            *sharing.course(),
            *Supplied(DAYS, self.district, self.plant, sharing.others).course(),
            *self.listed.course(),
            *Ordered(self.district, self.plant, sharing, self.checklist).course(),
            *Released(self.places, self.day, self.district).course(),
            *Appraised(self.day, self.plant).course(),
        ]

    # --- the plant ------------------------------------------------------------------------------------------

    def bring_to_an_end(self, at: datetime) -> None:
        casework.sweep(at)
        for case in self._open().exclude(workplace=self.plant):
            casework.resolve(case, morning.RESOLVED, **said(at))

    def find_no_masks(self, at: datetime) -> None:
        self._visit(self._plan(self.plant, at), well(self.checklist, NO_MASKS), at)

    def promise(self, at: datetime) -> None:
        group = Body.objects.filter(kind=BodyKind.GROUP_UNION).order_by("number").first()
        case = self._open().filter(workplace=self.plant, category=morning.CATEGORY).first()
        if case and group and case.owner:
            due = midnight(self.day, 2) + timedelta(hours=12)
            casework.commit(group, PROMISE, due_at=due, recorded_by=case.owner, case=case, **said(at))

    def keep(self, at: datetime) -> None:
        casework.ask_about_what_is_due(at)
        for promised in Commitment.objects.filter(state=CommitmentState.OPEN):
            casework.settle(promised, CommitmentState.KEPT, KEPT, **said(at))
        for letter in Letter.objects.filter(case__workplace=self.plant, state__in=[LetterState.SENT]):
            casework.file_answer(letter, ANSWER, **said(at))
        today = self._day(at)
        filed = Draft(self.plant, standing.FILED, today, standing.AUTHORITY, LIST, generated=True)
        resumption.state(filed, **said(at))
        for referral in Referral.objects.filter(state=ReferralState.OPEN):
            casework.answer_referral(referral, REPLY, **said(at))

    def follow_up(self, at: datetime) -> None:
        """The visit that was planned by itself when the first one failed."""
        planned = Inspection.objects.get(workplace=self.plant, state=InspectionState.PLANNED)
        self._visit(planned, well(self.checklist), at)
        for case in self._open().filter(workplace=self.plant):
            casework.resolve(case, morning.RESOLVED, **said(at))

    # --- the cluster ----------------------------------------------------------------------------------------

    def fall_ill(self, at: datetime) -> None:
        fields = {"headcount": self.plant.headcount, "all_clear": False, "confirmed": CONFIRMED}
        numbers = daily.read(fields, reporting.in_force(), frozenset(loading.in_force().categories))
        sent = intake.Submission(
            workplace=self.plant, day=self._day(at), source=Source.UNION, numbers=numbers, channel=Channel.DEMO
        )
        intake.file_daily_reports([sent], **said(at))

    def look(self, at: datetime) -> None:
        signals.look(str(self.plant.district_code), self._day(at), at)

    def judge(self, at: datetime) -> None:
        for signal in Signal.objects.filter(rule="cluster", judged_at=None, places__workplace=self.plant):
            surveillance.judge(signal, Verdict.CONFIRMED, JUDGED, **said(at))

    def end_at_the_plant(self, at: datetime) -> None:
        for case in self._open().filter(workplace=self.plant):
            casework.resolve(case, ENDED, **said(at))

    # --- the call -------------------------------------------------------------------------------------------

    def call(self, at: datetime) -> None:
        sizes = sorted((place.headcount for place in self.places), reverse=True)
        least = min(SIZE_LEAST, sizes[FEWEST_CALLED - 1])
        whom = Filter(territory=self.plant.district_code, size_least=least)
        due = midnight(self.day, 5) + timedelta(hours=18)
        resumption.send(self.district, self.checklist, ASKED, whom, title=TITLE, text=TEXT, due_at=due, **said(at))

    def acknowledge(self, at: datetime) -> None:
        for place in self._answering(HEARD):
            resumption.acknowledge(self._called(), place, **said(at))

    def report(self, at: datetime) -> None:
        for place in self._answering(CARRIED_OUT):
            resumption.report(self._called(), place, dict.fromkeys(ASKED, "done"), **said(at))

    def verify(self, at: datetime) -> None:
        self._visit(self._plan(self._answering(CARRIED_OUT)[1], at), well(self.checklist), at)

    def refute(self, at: datetime) -> None:
        self._visit(self._plan(self._answering(CARRIED_OUT)[2], at), well(self.checklist, NO_MASKS), at)

    def _called(self) -> Initiative:
        return Initiative.objects.select_related("version").get(title=TITLE)

    def _answering(self, share: float) -> list[Workplace]:
        """Always the same ones, the plant first."""
        called = self._called()
        found = [place for place in self.places if addresses(called, place)][:MOST_CALLED]
        return found[: max(3, round(share * len(found)))]

    # --- the others -----------------------------------------------------------------------------------------

    def file(self, at: datetime) -> None:
        """Those of yesterday are at work today."""
        today = at.astimezone(morning.ZONE).date()
        works = [Draft(one, standing.WORKING, today, standing.AUTHORITY, LIST, generated=True) for one in self.filed]
        count = min(len(self.unknown), max(1, round(FILED_DAILY * len(self.places))))
        self.filed = self.dice.sample(self.unknown, count)
        self.unknown = [one for one in self.unknown if one not in self.filed]
        papers = [Draft(one, _paper(one), today, standing.AUTHORITY, LIST, generated=True) for one in self.filed]
        with transaction.atomic():
            resumption.state_many([*works, *papers], **said(at))
            data = {"rows": len(works) + len(papers), "source": standing.AUTHORITY}
            events.record("restarts.imported", subject=("restart_list", "demo"), data=data, **said(at))

    # --- parts ----------------------------------------------------------------------------------------------

    def _open(self) -> Any:
        return Case.objects.select_related("owner", "workplace", "policy").filter(closed_at=None).order_by("id")

    def _plan(self, place: Workplace, at: datetime) -> Inspection:
        basis = "territorial"
        return resumption.plan(place, self.district, self.checklist, self._day(at), basis=basis, **said(at))

    def _visit(self, inspection: Inspection, answers: Answers, at: datetime) -> None:
        visit(inspection, self.checklist, answers, at)

    def _day(self, at: datetime) -> date:
        return at.astimezone(morning.ZONE).date()


def _paper(place: Workplace) -> str:
    return standing.APPROVED if place.industry_section == "B" else standing.FILED

"""Makes the demo: a real district, generated workplaces, and one morning replayed through the ordinary actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from qianshao.casework import actions as casework
from qianshao.casework import queries
from qianshao.casework.models import Case, Purpose, Stock
from qianshao.core import clock, events
from qianshao.core.actor import Via
from qianshao.core.batches import batches
from qianshao.core.events import Handler
from qianshao.core.models import Event, Installation
from qianshao.core.shell import progress
from qianshao.demo import morning, restarts
from qianshao.demo.morning import Planned, midnight
from qianshao.demo.restarts import DEMO
from qianshao.intake import actions as intake
from qianshao.intake.models import Channel, Source
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting
from qianshao.registry.models import Body, BodyKind, Workplace


def mark(at: datetime) -> None:
    """From now on this installation says on every page that its data are generated."""
    Installation.objects.get_or_create(pk=1, defaults={"generated": True, "started_at": timezone.now()})
    events.record(
        "demo.made",
        actor=DEMO,
        via=Via.DEMO,
        at=at,
        subject=("installation", 1),
        data={"day": timezone.localdate(at).isoformat()},
    )


def replay(places: Sequence[Workplace], day: date, handlers: Mapping[str, Handler], *, quiet: bool = False) -> None:
    """The morning, ten minutes at a time: reports, what the worker makes of them, what the clock does, what the
    owners of cases do. Everything goes through the actions that a real morning goes through."""
    players = _Players(day)
    planned = morning.plan([place.headcount for place in places])
    slices = list(_slices(planned, day))
    for at, arriving in slices if quiet else progress(slices, label=f"{day} 07:30–11:10"):
        file_reports(places, arriving, day, at)
        players.enter(at)
        while events.work_one(handlers):
            pass
        casework.sweep(at)
        players.respond(at)
    clock.restart()


def _slices(planned: Sequence[Planned], day: date) -> Iterator[tuple[datetime, list[Planned]]]:
    """The moments of the morning, each with the reports that have come since the one before."""
    start, waiting = midnight(day), list(planned)
    at = start + timedelta(hours=morning.FIRST) + morning.SLICE
    while at <= start + morning.ENDS:
        until = (at - start) / timedelta(hours=1)
        arriving = [one for one in waiting if one.hour <= until]
        waiting = waiting[len(arriving) :]
        yield at, arriving
        at += morning.SLICE


def file_reports(places: Sequence[Workplace], arriving: Sequence[Planned], day: date, at: datetime) -> None:
    """Those that come at a moment."""
    policy, categories = reporting.in_force(), frozenset(loading.in_force().categories)
    submissions = [
        intake.Submission(
            workplace=places[one.place],
            day=day,
            source=Source.UNION,
            numbers=daily.read(one.fields, policy, categories),
            channel=Channel.DEMO,
        )
        for one in arriving
    ]
    for some in batches(submissions, 2000):
        intake.file_daily_reports(some, actor=DEMO, via=Via.DEMO, at=at)


class _Players:
    """Those who act on the morning: the worker at the plant, the district, and the other owners of cases."""

    def __init__(self, day: date) -> None:
        self.start = midnight(day)
        self.dice = Random(morning.SEED)  # noqa: S311 - repeatable, not secret
        self.plant = Workplace.objects.get(name=morning.PLANT)
        self.decided: dict[int, morning.Response | None] = {}
        self.done: set[str] = set()

    def enter(self, at: datetime) -> None:
        """The worker's report, at its time."""
        if self._now("worker", at, morning.WORKER_REPORTS):
            intake.report_danger(
                workplace=self.plant,
                category=morning.CATEGORY,
                text=morning.WORDS_OF_WORKER,
                day=timezone.localdate(at),
                channel=Channel.DEMO,
                via=Via.DEMO,
                at=at,
                key=morning.KEY,
            )
        if self._now("notice", at, morning.NOTICE):
            restarts.notice(self.plant, at)

    def respond(self, at: datetime) -> None:
        """The district acts at the plant once it is its turn; others answer, or do not."""
        cases = Case.objects.select_related("owner", "workplace", "policy")
        case = cases.filter(workplace=self.plant, category=morning.CATEGORY).first()
        if case and self._now("sees", at, morning.DISTRICT_SEES):
            casework.acknowledge(case, actor=DEMO, via=Via.DEMO, at=at)
        if case and self._now("acts", at, morning.DISTRICT_ACTS):
            casework.act(case, morning.WORDS_OF_DISTRICT, actor=DEMO, via=Via.DEMO, at=at)
            _supply(case, at)
        if case and self._now("asks", at, morning.DISTRICT_ASKS):
            casework.ask(case, morning.QUESTION, actor=DEMO, via=Via.DEMO, at=at)
        if case and self._now("writes", at, morning.DISTRICT_WRITES):
            _write(case, at)
        for other in Case.objects.select_related("owner", "workplace", "policy").filter(closed_at=None).order_by("id"):
            if other.workplace_id != self.plant.pk:
                self._answer(other, at)

    def _answer(self, case: Case, at: datetime) -> None:
        """Each owner decides once, when a case first comes to it."""
        if case.pk not in self.decided:
            self.decided[case.pk] = morning.respond(self.dice)
        response = self.decided[case.pk]
        due = response and at >= case.opened_at + timedelta(minutes=response.after)
        if not response or not due or not self._once(f"answer {case.pk}"):
            return
        if response.resolves:
            casework.resolve(case, morning.RESOLVED, actor=DEMO, via=Via.DEMO, at=at)
        else:
            casework.act(case, morning.ACTED, actor=DEMO, via=Via.DEMO, at=at)

    def _now(self, what: str, at: datetime, time: timedelta) -> bool:
        return at >= self.start + time and self._once(what)

    def _once(self, what: str) -> bool:
        new = what not in self.done
        self.done.add(what)
        return new


def _write(case: Case, at: datetime) -> None:
    """The owner demands protection of the employer by letter, and asks the authority to look."""
    said: dict[str, Any] = {"actor": DEMO, "via": Via.DEMO, "at": at}
    if case.owner is None:
        return
    letter = casework.draft(case, case.owner, Purpose.OPINION, **said)
    casework.approve(letter, **said)
    casework.send(letter, morning.WAY, **said)
    for authority in queries.may_be_asked(case, at)[:1]:
        casework.refer(case, authority, morning.REFERRED, **said)


def _supply(case: Case, at: datetime) -> None:
    """What the district has, and what it was told that others have; its own is sent, and nobody has confirmed it."""
    said: dict[str, Any] = {"actor": DEMO, "via": Via.DEMO, "at": at}
    place, district = case.workplace, case.owner
    need = case.needs.filter(item="masks").first()
    if district is None or need is None:
        return
    local = Body.objects.filter(closed_on=None).order_by("number")
    holders = {
        "district": district,
        "township": local.filter(kind=BodyKind.FEDERATION, territory=place.township_code).first(),
        "authority": local.filter(kind=BodyKind.AUTHORITY, territory=place.district_code).first(),
    }
    for who, quantity in morning.STOCKS:
        if body := holders[who]:
            casework.state_stock(body, "masks", quantity, stated_by=district, **said)
    own = Stock.objects.get(body=district, item="masks")
    casework.send_supplies(need, min(morning.SENT, need.quantity), stock=own, by=district, **said)


def is_empty() -> bool:
    """Nothing has been entered beside the divisions."""
    return not Workplace.objects.exists() and not is_there()


def is_there() -> bool:
    return Event.objects.filter(action="demo.made").exists()


def day_of() -> date:
    """The day of the demo that is there."""
    return date.fromisoformat(Event.objects.filter(action="demo.made").latest("id").data["day"])

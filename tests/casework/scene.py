"""What tests about cases begin with: reports that arrive, and the worker that makes cases of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from qianshao.casework import actions
from qianshao.casework.models import Case, Entry, Step
from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import Actor, person
from qianshao.core.models import Event
from qianshao.intake import actions as intake
from qianshao.intake.models import Observation
from qianshao.intake.rules.daily import Numbers
from qianshao.registry.models import Workplace
from tests.cast import DAY, MORNING, Cast

MASKS = "no_protective_supplies"
HOUR = timedelta(hours=1)


def work() -> None:
    """All that waits; a row that fails shows why."""
    while events.work_one(HANDLERS):
        pass
    failed = Event.objects.exclude(last_failure="").values_list("action", "last_failure")
    assert not failed, list(failed)


def see(place: Workplace, category: str = MASKS, text: str = "没有口罩", at: datetime = MORNING) -> intake.Reported:
    """A worker reports, and the worker process takes it."""
    reported = intake.report_danger(
        workplace=place, category=category, text=text, day=DAY, channel="web", via="web", at=at
    )
    work()
    return reported


def file(place: Workplace, numbers: Numbers, at: datetime = MORNING) -> None:
    submission = intake.Submission(place, DAY, "union", numbers, "web")
    intake.file_daily_report(submission, actor=person(1), via="web", at=at)
    work()


def open_case(place: Workplace, category: str = MASKS, at: datetime = MORNING) -> Case:
    see(place, category, at=at)
    return the_case(place, category)


def the_case(place: Workplace, category: str = MASKS) -> Case:
    """The newest, read anew."""
    return (
        Case.objects.filter(workplace=place, category=category)
        .select_related("owner", "workplace", "policy")
        .latest("id")
    )


def again(case: Case) -> Case:
    return Case.objects.select_related("owner", "workplace", "policy").get(pk=case.pk)


def actor(cast: Cast, who: str = "officer of district") -> Actor:
    return person(cast.person(who).pk)


def turns(case: Case) -> list[tuple[str, str]]:
    return list(Step.objects.filter(case=case).order_by("position").values_list("body__name", "outcome"))


def kinds(case: Case) -> list[str]:
    return list(Entry.objects.filter(case=case).order_by("id").values_list("kind", flat=True))


def observation_of(reported: intake.Reported) -> Observation:
    return reported.observation


def sweep_until(case: Case, at: datetime) -> Case:
    actions.sweep(at)
    return again(case)

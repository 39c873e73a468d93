"""What surveillance has to see in the demo: a fortnight of reports before the morning, and who falls silent. Generated.

One workplace in ``EVERY`` has reported daily for a fortnight, all well; one of them stopped four days ago and says
nothing on the morning either. The records are then looked at as they are after every roll call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from qianshao.core.actor import Via, system
from qianshao.demo import morning
from qianshao.demo.morning import midnight
from qianshao.demo.restarts import DEMO
from qianshao.intake import actions as intake
from qianshao.intake.models import Channel, Source
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting
from qianshao.registry.models import Workplace

DAYS, EVERY = 16, 25
SILENT_FOR = 4
"""Days before the morning on which the silent one says nothing any more."""

AT = timedelta(hours=9)


def enter(places: Sequence[Workplace], day: date) -> None:
    reporting_today = {one.place for one in morning.plan([place.headcount for place in places])}
    known = sorted(reporting_today - {0})[::EVERY]
    quiet = next(at for at in range(len(places) // 3, len(places)) if at not in reporting_today)
    for ago in range(DAYS, 0, -1):
        here = [*known, quiet] if ago > SILENT_FOR else known
        _file([places[at] for at in here], day - timedelta(days=ago))


def _file(places: Sequence[Workplace], day: date) -> None:
    policy, categories = reporting.in_force(), frozenset(loading.in_force().categories)
    submissions = [
        intake.Submission(
            workplace=place,
            day=day,
            source=Source.UNION,
            numbers=daily.read({"headcount": place.headcount, "all_clear": True}, policy, categories),
            channel=Channel.DEMO,
        )
        for place in places
    ]
    intake.file_daily_reports(submissions, actor=DEMO, via=Via.DEMO, at=midnight(day) + AT)


def look(district: str, day: date, at: datetime) -> None:
    from qianshao.surveillance.actions.looking import look_at  # Numba is loaded when there is something to look at

    look_at(district, day, actor=system("surveillance"), via=Via.DEMO, at=at)

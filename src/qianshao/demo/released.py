"""What goes out to the public in the demo week: a release, and a later version that corrects it. Generated.

The rule
    day 5   the district's officer drafts the figures of days 0 to 4, one of the city's approves, and they are published
    day 6   three workplaces of one township that had said nothing on day 3 report late, as two more people are found to
            have been ill; the next version is published, and each figure that was shown and is another one now has
            a signed, dated notice beside the old one
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.briefing.models import Release, ReleaseState
from qianshao.briefing.releases import actions
from qianshao.demo.course import OFFICER, SECOND, Line, Moment, said, said_by
from qianshao.intake import actions as intake
from qianshao.intake.models import Channel, DailyReport, Source
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting
from qianshao.registry.models import Body, Workplace

LAST, LATE_DAY, LATE = 4, 3, 3
"""The last day that is told of; the day of which something comes late; how many workplaces are late."""

NOTE = (
    "（演示）本次发布由程序根据演示数据生成，不是真实情况。",
    "(Demo) This release was made by the program from generated data; it is not what happened anywhere.",
)
CORRECTED = (
    "（演示）更正：首次发布后收到迟报的日报，有关数字据此更正。原数字与更正并列，均有签名。",
    "(Demo) Correction: daily reports that came after the first release change these figures. Old figure and correction"
    " stand side by side, each signed.",
)


class Released:
    """Two people, two versions."""

    def __init__(self, places: Sequence[Workplace], day: date, district: Body) -> None:
        self.places, self.day, self.district = places, day, district

    def course(self) -> list[Moment]:
        first: list[Moment] = [(5, 14.5, self.draft), (5, 15.0, self.approve), (5, 15.5, self.publish)]
        return [
            *first,
            (6, 9.2, self.come_late),
            (6, 13.0, self.draft),
            (6, 13.5, self.approve),
            (6, 14.2, self.publish),
        ]

    def draft(self, at: datetime) -> None:
        """No name and no small number stands in the remark: it is shown as it is."""
        remarks = CORRECTED if Release.objects.exists() else NOTE
        last = self.day + timedelta(days=LAST)
        actions.draft(self.district, self.day, last, *remarks, **said_by(OFFICER, at))

    def approve(self, at: datetime) -> None:
        actions.approve(self._in(ReleaseState.DRAFT), **said_by(SECOND, at))

    def publish(self, at: datetime) -> None:
        actions.publish(self._in(ReleaseState.APPROVED), **said_by(OFFICER, at))

    def _in(self, state: str) -> Release:
        return Release.objects.get(state=state)

    def _late_day(self) -> date:
        return self.day + timedelta(days=LATE_DAY)

    def come_late(self, at: datetime) -> None:
        policy, categories = reporting.in_force(), frozenset(loading.in_force().categories)
        for number, place in enumerate(self._silent()):
            wrong = {"all_clear": False, "respiratory": 2} if number == 0 else {"all_clear": True}
            numbers = daily.read({"headcount": place.headcount, **wrong}, policy, categories)
            sent = intake.Submission(
                workplace=place, day=self._late_day(), source=Source.UNION, numbers=numbers, channel=Channel.DEMO
            )
            intake.file_daily_reports([sent], **said(at))

    def _silent(self) -> list[Workplace]:
        """Of the township where most said nothing."""
        reported = set(DailyReport.objects.filter(day=self._late_day()).values_list("workplace", flat=True))
        silent = [place for place in self.places if place.pk not in reported]
        towns = [place.township_code for place in silent]
        most = max(sorted(set(towns)), key=towns.count, default="")
        return [place for place in silent if place.township_code == most][:LATE]


def lines() -> list[Line]:
    found: list[Line] = []
    for row in Release.objects.filter(state=ReleaseState.PUBLISHED).prefetch_related("corrections").order_by("pk"):
        if row.published_at is None:
            continue
        told = _("{body} publishes release {number}, which a second person approved.")
        found.append((row.published_at, told.format(body=row.body.name, number=row.number)))
        if count := len(row.corrections.all()):
            notices = ngettext(
                "{count} figure of the version before has a signed correction beside it.",
                "{count} figures of the version before have signed corrections beside them.",
                count,
            )
            found.append((row.published_at, notices.format(count=count)))
    return found

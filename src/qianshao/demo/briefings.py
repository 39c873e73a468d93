"""The mornings of the demo week after the first, the meeting on its last day, and the bulletins. Generated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from qianshao.briefing.bulletins import actions as bulletins
from qianshao.briefing.meetings import actions as meetings
from qianshao.briefing.meetings import minutes
from qianshao.briefing.meetings.actions import Decision
from qianshao.briefing.models import Item, ItemKind, Meeting, Presence
from qianshao.casework import actions as casework
from qianshao.casework.models import Case
from qianshao.demo import morning
from qianshao.demo.actions import file_reports
from qianshao.demo.course import Deed, Moment, said
from qianshao.demo.morning import Planned, midnight
from qianshao.registry.models import Body, BodyKind, Workplace

WRONG = (0.005, 0.004, 0.004, 0.003, 0.003, 0.002)
"""The share of reports of each further day in which something is wrong."""
REPORTING = (0.925, 0.938, 0.931, 0.952, 0.949, 0.964)
"""The share of workplaces that report on it."""

EARLY, BY_THE_HOUR, CALLED, LATE, ANSWERED = 9.0, 9.95, 10.1, 10.75, 14.0
"""Hours of a day: the first reports, the rest, the roll is closed, who is late, the cases are answered."""
MEETS, ENDS, WRITES = 10.5, 11.0, 16.0
LATE_EACH = 150
"""Of so many reports one comes after the hour."""

TO_TOWNSHIPS = 3
"""So many silent workplaces are given to their townships in the meeting; the rest are for the phone desk."""

CHECK = "到现场核实，16点前把结果报区总工会。"
REACH = "12点前联系上该单位，督促补报；联系不上的派人上门。"
BY_PHONE = "由电话台继续联系。"
AGREED = "已了解，继续跟进。"
URGE = "明天17点前督促未落实的单位全部落实。"
REMARKS = "会议强调：未报告的单位当天必须联系上；复工单位口罩不足的，先补足再上岗。"
GUESTS = "区卫生健康委员会（演示）"


class Briefings:
    """What the district and the unions do in the mornings of the week."""

    def __init__(self, places: Sequence[Workplace], day: date, district: Body, *, ill: int) -> None:
        """``ill``: the day of the week on which the plant has another report to send."""
        self.places, self.day, self.district, self.ill = places, day, district, ill
        self.headcounts = [place.headcount for place in places]

    def course(self, days: int) -> list[Moment]:
        found: list[Moment] = []
        for number in range(1, days):
            planned = self._plan(number)
            for hour, rows in self._arrivals(planned):
                found.append((number, hour, self._filing(rows)))
            found.append((number, CALLED, self.wait))
            found.append((number, ANSWERED, self.answer))
        last = days - 1
        return [*found, (last, MEETS, self.decide), (last, ENDS, self.end), (last, WRITES, self.write)]

    def _plan(self, number: int) -> list[Planned]:
        of_day = (number - 1) % len(WRONG)
        planned = morning.plan(self.headcounts, morning.SEED + number, wrong=WRONG[of_day], share=REPORTING[of_day])
        return [one for one in planned if one.place or number != self.ill]

    def _arrivals(self, planned: list[Planned]) -> list[tuple[float, list[Planned]]]:
        late = planned[::LATE_EACH]
        others = [one for number, one in enumerate(planned) if number % LATE_EACH]
        return [
            (EARLY, [one for one in others if one.hour <= EARLY]),
            (BY_THE_HOUR, [one for one in others if one.hour > EARLY]),
            (LATE, late),
        ]

    def _filing(self, rows: list[Planned]) -> Deed:
        return lambda at: file_reports(self.places, rows, at.astimezone(morning.ZONE).date(), at)

    def wait(self, at: datetime) -> None:
        """The clock does it: the roll is closed, and the meeting prepares itself."""

    def answer(self, at: datetime) -> None:
        """Each owner brings what came before today's meeting to an end; on the last day half is left, where time is."""
        fresh = Case.objects.filter(closed_at=None, opened_at__gte=midnight(at.astimezone(morning.ZONE).date()))
        rows = fresh.filter(reports__daily_report__isnull=False).exclude(workplace__name=morning.PLANT)
        rows = rows.select_related("owner", "workplace", "policy").distinct().order_by("pk")
        last = at.astimezone(morning.ZONE).date() == self.day + timedelta(days=len(WRONG))
        end = at + timedelta(hours=WRITES - ANSWERED)
        for number, case in enumerate(rows):
            if not (last and number % 2 == 0 and case.deadline and case.deadline > end):
                casework.resolve(case, morning.RESOLVED, **said(at))

    # --- the meeting ----------------------------------------------------------------------------------------

    def _meeting(self, at: datetime) -> Meeting:
        return Meeting.objects.select_related("body").get(body=self.district, day=at.astimezone(morning.ZONE).date())

    def decide(self, at: datetime) -> None:
        """Who takes part, and what is decided on each point."""
        row = meetings.prepare(self.district, at.astimezone(morning.ZONE).date(), **said(at))
        for number, one in enumerate(row.attendance.order_by("pk")):
            how = Presence.ROOM if not number else (Presence.AWAY if number % 9 == 0 else Presence.PHONE)
            meetings.attend(row, one.body_id, Presence.VIDEO if number % 5 == 1 else how, **said(at))
        given = 0
        for item in Item.objects.filter(meeting=row).order_by("position"):
            township = self._township(item)
            given += bool(item.kind == ItemKind.SILENT and township)
            meetings.decide(item, self._decision(item, township, given, at), **said(at))
        meetings.write(row, seen=row.version, guests=GUESTS, remarks=REMARKS, **said(at))

    def _decision(self, item: Item, township: Body | None, given: int, at: datetime) -> Decision:
        today = midnight(at.astimezone(morning.ZONE).date())
        if township and item.kind in (ItemKind.SERIOUS, ItemKind.OVERDUE):
            return Decision(item.version, "ordered", CHECK, township, today + timedelta(hours=17))
        if township and item.kind == ItemKind.SILENT and given <= TO_TOWNSHIPS:
            return Decision(item.version, "ordered", REACH, township, today + timedelta(hours=17))
        if item.kind == ItemKind.SILENT:
            return Decision(item.version, "noted", BY_PHONE)
        if item.kind == ItemKind.INITIATIVE:
            return Decision(item.version, "ordered", URGE, self.district, today + timedelta(hours=41))
        return Decision(item.version, "noted", AGREED)

    def _township(self, item: Item) -> Body | None:
        case = Case.objects.filter(pk=item.facts.get("case", 0)).select_related("workplace").first()
        place = case.workplace if case else Workplace.objects.filter(pk=item.facts.get("workplace", 0)).first()
        rows = Body.objects.filter(kind=BodyKind.FEDERATION, closed_on=None)
        return rows.filter(territory=place.township_code).first() if place else None

    def end(self, at: datetime) -> None:
        row = meetings.end(self._meeting(at), **said(at))
        minutes.write(row, at=at)

    def write(self, at: datetime) -> None:
        """The bulletins of the day and of the week, sent as they were drafted."""
        for period in ("day", "week"):
            row = bulletins.draft(self.district, period, at.astimezone(morning.ZONE).date(), **said(at))
            bulletins.send(row, seen=row.version, **said(at))

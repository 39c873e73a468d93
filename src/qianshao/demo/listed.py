"""The command's list of restarts, on day 3 of the demo week: most rows find their workplace, some wait. Generated.

The rule
    rows       three for a hundred workplaces, twelve at least and sixty at most: half of what had been filed, half of
               workplaces of which nothing was known
    of six     three bear their credit code, one a code with a slip and one none at all, both with name and address; one
               has lost the end of the number in its name as well
    the last   one is of a workplace that nobody has on record
    decided    the officer accepts the first that waits, and leaves the others to whoever tries the demo
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from qianshao.core.models import Event
from qianshao.demo import morning
from qianshao.demo.course import OFFICER, Line, Moment, said_by
from qianshao.demo.restarts import LIST
from qianshao.registry.models import Body, Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Sent
from qianshao.resumption.models import ListRow, RestartList, Statement, Word
from qianshao.resumption.rules import standing

NAME = "防控指挥部复工名单（演示）"
SHARE, FEWEST, MOST = 0.03, 12, 60
NUMBERED = re.compile(r"\d{6}")
UNKNOWN = "沿江无名机加工点（演示）"
WORDS = {standing.FILED: "已报备", standing.APPROVED: "已批准"}
Row = tuple[str, str, str, str, str]


class Listed:
    """The command sends; the district takes it in."""

    def __init__(self, places: Sequence[Workplace], unknown: Sequence[Workplace], district: Body) -> None:
        """``unknown``: of which nobody has said anything. ``taken`` of them are on the list."""
        count = min(MOST, max(FEWEST, round(SHARE * len(places))))
        self.district, self.count = district, count
        self.taken = list(unknown[: count // 2])

    def course(self) -> list[Moment]:
        return [(3, 11.0, self.take_in), (3, 15.0, self.decide)]

    def take_in(self, at: datetime) -> None:
        today = at.astimezone(morning.ZONE).date()
        sent = Sent(
            content=self._content(today),
            source=standing.AUTHORITY,
            source_name=NAME,
            within=str(self.district.territory_id),
            standing=standing.FILED,
            generated=True,
        )
        resumption.import_list(sent, **said_by(OFFICER, at))

    def _content(self, today: date) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(["单位名称", "统一社会信用代码", "地址", "复工状态", "日期"])
        listed = [*self._filed(self.count - len(self.taken)), *((one, today) for one in self.taken)]
        writer.writerows(_row(number, place, day) for number, (place, day) in enumerate(listed))
        writer.writerow((UNKNOWN, "", listed[0][0].address, WORDS[standing.FILED], today.isoformat()))
        return out.getvalue().encode()

    def _filed(self, count: int) -> list[tuple[Workplace, date]]:
        """What the other list says of those that do not work yet."""
        at_work = Statement.objects.filter(standing=Word.WORKING).values("workplace")
        rows = Statement.objects.filter(source_name=LIST, standing__in=list(WORDS)).exclude(workplace__in=at_work)
        return [(row.workplace, row.holds_from) for row in rows.select_related("workplace").order_by("pk")[:count]]

    def decide(self, at: datetime) -> None:
        row = ListRow.objects.filter(sheet__source_name=NAME, state=ListRow.State.UNCERTAIN).order_by("line").first()
        if row:
            best = Workplace.objects.get(pk=row.candidates[0][0])
            resumption.accept(row, best, **said_by(OFFICER, at))


def _row(number: int, place: Workplace, day: date) -> Row:
    word = WORDS[standing.APPROVED if place.industry_section == "B" else standing.FILED]
    kind, code, name = number % 6, place.credit_code, place.name
    if kind == 3:
        code = code[:-1] + ("0" if code[-1] != "0" else "1")
    elif kind >= 4:
        code = ""
    if kind == 5:
        name = NUMBERED.sub(lambda found: found.group()[:4], name)
    return name, code, place.address, word, day.isoformat()


def lines() -> list[Line]:
    found: list[Line] = []
    for sheet in RestartList.objects.filter(source_name=NAME):
        sure = sheet.entries.filter(state__in=(ListRow.State.BY_CODE, ListRow.State.MATCHED)).count()
        told = _("The command's list of restarts comes in: {rows} rows, {sure} find their workplace, {others} wait.")
        found.append((sheet.received_at, told.format(rows=sheet.rows, sure=sure, others=sheet.rows - sure)))
    for row in Event.objects.filter(action="restart.row_decided").order_by("id"):
        found.append((row.at, _("The officer accepts a row of it that was uncertain.")))
    return found

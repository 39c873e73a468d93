"""The emergency orders of the demo week: while they run, one body acts at every workplace of a territory. Generated.

The rule
    day 4   once the cluster is judged true, the district charges itself with the plant's township for a fortnight: the
            plant's union belongs to a group elsewhere, so the duty on the ground rests on the order; terms are halved
    day 4   for two days it charges a local group's union as well, which lends people who know chemical plants: what
            that one sees of others' workplaces leaves a trace, and ends by itself with its order on day 6
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianshao.accounts import actions as accounts
from qianshao.accounts.models import Role
from qianshao.demo import logins, morning
from qianshao.demo.course import OFFICER, Line, Moment, said, said_by, scope
from qianshao.demo.sharing import Sharing
from qianshao.policy.checklists import Checklist
from qianshao.registry import actions as registry
from qianshao.registry.actions.looks import look
from qianshao.registry.models import Body, BodyKind, EmergencyOrder, Level, Workplace
from qianshao.registry.queries import rights
from qianshao.resumption import actions as resumption

HELPER, LENT = "demo-lent-officer", "沿江化工集团工会（演示）"
SOURCE = "演示生成"
NUMBER, NUMBER_LENT = "巴南防控指（演示）〔2022〕1号", "巴南防控指（演示）〔2022〕2号"
BASIS = "《突发事件应对法》（2007）第四条（属地管理为主）；《重庆市工会条例》第二十二条、第二十三条"
REASON = "（演示）辖区内企业发生聚集性疫情，该企业工会隶属集团、不隶属本区，由区总工会对镇内所有用人单位履行属地职责。"
REASON_LENT = "（演示）借调熟悉化工生产的工会干部，协助排查与该企业共用班车、宿舍、食堂的单位。"
LASTS, LENT_FOR = timedelta(days=14), timedelta(days=2)
HALVED = 50


class Ordered:
    """The district's officer issues; the one who is lent looks."""

    def __init__(self, district: Body, plant: Workplace, shares: Sharing, checklist: Checklist) -> None:
        self.district, self.plant, self.checklist = district, plant, checklist
        self.near = [one for one in shares.others if one.township_code == plant.township_code][:3]

    def course(self) -> list[Moment]:
        return [(4, 12.0, self.issue), (4, 12.2, self.lend), (4, 14.0, self.look), (5, 11.0, self.plan)]

    def issue(self, at: datetime) -> None:
        paper = {"document": NUMBER, "reason": REASON, "ends_at": at + LASTS, "term_percent": HALVED}
        self._issue(self.district, paper, at)

    def lend(self, at: datetime) -> None:
        body = registry.add_body(
            kind=BodyKind.GROUP_UNION,
            level=Level.DISTRICT,
            name=LENT,
            parent=self.district,
            territory=self.district.territory,
            phone="000-0009",
            source=SOURCE,
            generated=True,
            **said_by(OFFICER, at),
        )
        made = accounts.create_person(username=HELPER, body=body, role=Role.OFFICER, **said(at))
        accounts.change_password(made.person, logins.password(), **said(at))
        self._issue(body, {"document": NUMBER_LENT, "reason": REASON_LENT, "ends_at": at + LENT_FOR}, at)

    def _issue(self, body: Body, paper: dict[str, Any], at: datetime) -> None:
        registry.issue_order(
            scope=scope(OFFICER, at),
            body=body,
            territory=self.plant.township_code,
            basis=BASIS,
            starts_at=at,
            **paper,
            **said_by(OFFICER, at),
        )

    def look(self, at: datetime) -> None:
        """What the pages note of one who sees by an order alone."""
        order = EmergencyOrder.objects.get(document=NUMBER_LENT)
        seen = [("briefing:board", None), ("briefing:workplace", self.plant.pk), ("resumption:near", self.plant.pk)]
        seen += [("resumption:ledger", one.pk) for one in self.near]
        for number, (page, place) in enumerate(seen):
            when = at + timedelta(minutes=4 * number)
            look(order, page, workplace=place, acted=False, **said_by(HELPER, when))

    def plan(self, at: datetime) -> None:
        """The district goes to those that share something with the plant."""
        tomorrow = (at + timedelta(days=2)).astimezone(morning.ZONE).date()
        for place in self.near:
            resumption.plan(
                place,
                self.district,
                self.checklist,
                tomorrow,
                basis="territorial",
                basis_text=BASIS,
                **said_by(OFFICER, at),
            )


def lines() -> list[Line]:
    found: list[Line] = []
    for order in EmergencyOrder.objects.select_related("body", "territory").order_by("pk"):
        until = order.ends_at.astimezone(morning.ZONE).strftime("%Y-%m-%d %H:%M")
        told = _("An emergency order charges {body} with {territory} until {until}.")
        found.append((order.starts_at, told.format(body=order.body.name, territory=order.territory.name, until=until)))
        if count := rights.looks(order).count():
            ended = ngettext(
                "The order of {body} ends by itself; {count} look by it alone is on its page.",
                "The order of {body} ends by itself; {count} looks by it alone are on its page.",
                count,
            )
            found.append((order.ends_at, ended.format(body=order.body.name, count=count)))
    return found

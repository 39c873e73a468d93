"""The district of the demo: its bodies, its people, and workplaces that come through the ordinary import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qianshao.accounts import actions as accounts
from qianshao.accounts.models import Membership, Person, Role
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.core.shell import progress
from qianshao.demo import generate, logins, morning
from qianshao.demo.generate import Place
from qianshao.demo.logins import Login
from qianshao.demo.morning import midnight
from qianshao.demo.restarts import DEMO
from qianshao.registry import actions, queries
from qianshao.registry.actions.workplacelists import import_workplaces
from qianshao.registry.actions.workplaces import set_union
from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace

SOURCE = "演示生成"
GROUP = "某中央企业集团（演示）"
GROUP_UNION = "某中央企业集团工会（演示）"
GROUP_PROVINCE = "51"
"""The group sits in another province, as in the case: Sichuan."""
SHOP = 50
"""People at least at the shop whose delegate has an account."""
RIVERSIDE = "麻柳嘴镇"
"""The township of the plant, where the district has it; else the first."""


def enter_bodies(district: str, day: date) -> None:
    """The federations by the divisions; beside them the group of the plant, the authority and the command."""
    at = midnight(day)
    actions.generate_federations(district, on=day, actor=DEMO, via=Via.DEMO, at=at)
    place = Territory.objects.get(code=district)
    nation = Body.objects.get(kind=BodyKind.FEDERATION, territory=None)
    province = Territory.objects.get(code=GROUP_PROVINCE)
    common: dict[str, Any] = {"source": SOURCE, "generated": True, "actor": DEMO, "via": Via.DEMO, "at": at}
    wanted = [
        (BodyKind.GROUP, Level.NATIONAL, GROUP, None, province),
        (BodyKind.GROUP_UNION, Level.PROVINCE, GROUP_UNION, nation, province),
        (BodyKind.AUTHORITY, Level.DISTRICT, f"{place.name}卫生健康委员会（演示）", None, place),
        (BodyKind.COMMAND, Level.DISTRICT, f"{place.name}疫情防控指挥部（演示）", None, place),
    ]
    for number, (kind, level, name, parent, territory) in enumerate(wanted, start=1):
        phone = f"000-{number:04d}"
        actions.add_body(kind=kind, level=level, name=name, parent=parent, territory=territory, phone=phone, **common)
    for number, body in enumerate(Body.objects.filter(kind=BodyKind.FEDERATION, phone="").order_by("number"), start=1):
        actions.set_phone(body, f"000-1{number:03d}", actor=DEMO, via=Via.DEMO, at=at)


def sheet(district: str, day: date, count: int) -> bytes:
    """The plant, and so many workplaces beside it that there are ``count``, as a CSV."""
    places = _places(district, day)
    home = next((place for place in places if place.name == RIVERSIDE), places[0])
    out = io.StringIO(newline="")
    rows = [_plant(home), *generate.rows(places, count - 1)]
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _places(district: str, day: date) -> list[Place]:
    places = []
    for township in queries.children(district, day):
        villages = [(one.code, one.name) for one in queries.children(township.code, day)]
        if villages:
            places.append(Place(township.code, township.name, villages))
    if not places:
        raise Problem("territory.unknown", field="territory", value=district, day=day.isoformat())
    return places


def _plant(home: Place) -> dict[str, str]:
    """Mirrors the case: a titanium plant of a central group, by the river, whose union is the group's."""
    return {
        "name": morning.PLANT,
        "credit_code": generate.code_of(0),
        "address": f"{home.name}沿江路",
        "division": home.code,
        "industry": "C26",
        "ownership": "central_state",
        "headcount": "920",
        "union": GROUP_UNION,
        "phone": "000-00000000",
        "group": GROUP,
    }


def import_sheet(content: bytes, district: str, day: date) -> None:
    account = import_workplaces(
        content,
        source=SOURCE,
        within=district,
        reason_heading="reason",
        generated=True,
        actor=DEMO,
        via=Via.DEMO,
        at=midnight(day),
        watch=lambda batches: progress(batches, label=_("workplaces"), total=len(batches)),
    )
    if account.refused:
        raise AssertionError(account.faults[:3])


def workplaces(district: str) -> list[Workplace]:
    return list(Workplace.objects.filter(district_code=district).order_by("pk"))


# --- people -------------------------------------------------------------------------------------------------


def enter_people(district: str, day: date) -> None:
    """One account for each role, named by it."""
    plant = Workplace.objects.get(name=morning.PLANT)
    shop = _silent_one(workplaces(district))
    federation = Body.objects.get(kind=BodyKind.FEDERATION, territory=district)
    township = Body.objects.get(kind=BodyKind.FEDERATION, territory=plant.township_code)
    group = Body.objects.get(name=GROUP_UNION)
    authority = Body.objects.get(kind=BodyKind.AUTHORITY, territory=district)
    people: Sequence[tuple[str, Body | None, str]] = (
        ("demo-district-officer", federation, Role.OFFICER),
        ("demo-district-auditor", federation, Role.AUDITOR),
        ("demo-district-administrator", federation, Role.ADMINISTRATOR),
        ("demo-city-officer", federation.parent, Role.OFFICER),
        ("demo-township-officer", township, Role.OFFICER),
        ("demo-group-officer", group, Role.OFFICER),
        ("demo-authority-liaison", authority, Role.LIAISON),
        ("demo-plant-delegate", _union(plant, group, day), Role.DELEGATE),
        ("demo-shop-delegate", _union(shop, None, day), Role.DELEGATE),
    )
    for name, body, role in people:
        if body:
            _account(name, body, role, day)


def _silent_one(places: Sequence[Workplace]) -> Workplace:
    """One that has not reported when the morning ends: whoever tries the demo can do it for them."""
    reporting = {one.place for one in morning.plan([place.headcount for place in places])}
    silent = [place for at, place in enumerate(places) if at not in reporting]
    return next((place for place in silent if place.headcount >= SHOP), max(silent, key=lambda place: place.headcount))


def _union(place: Workplace, parent: Body | None, day: date) -> Body:
    parent = parent or Body.objects.get(kind=BodyKind.FEDERATION, territory=place.township_code)
    common: dict[str, Any] = {"actor": DEMO, "via": Via.DEMO, "at": midnight(day)}
    union = actions.add_body(
        kind=BodyKind.ENTERPRISE_UNION,
        level=Level.ENTERPRISE,
        name=f"{place.name}工会",
        parent=parent,
        territory=Territory.objects.get(code=place.township_code),
        phone=place.phone,
        source=SOURCE,
        generated=True,
        **common,
    )
    set_union(place, union, **common)
    return union


def _account(name: str, body: Body, role: str, day: date) -> None:
    """The password is this installation's alone, so it need not be changed first."""
    at = midnight(day) - timedelta(days=1)
    made = accounts.create_person(username=name, body=body, role=role, actor=DEMO, via=Via.DEMO, at=at)
    accounts.change_password(made.person, logins.password(), actor=DEMO, via=Via.DEMO, at=at)


def accounts_to_show() -> list[Login]:
    rows: Iterable[Membership] = (
        Membership.objects.filter(person__in=Person.objects.filter(username__startswith="demo-"))
        .select_related("person", "body")
        .order_by("pk")
    )
    return [Login(row.person.username, row.body.name, str(Role(row.role).label)) for row in rows]

"""The cast that all tests share: a small Banan, the district next to it, and people known by their role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from qianshao.accounts.models import Membership, Person, Role
from qianshao.accounts.queries import memberships, scope_of
from qianshao.core import clock
from qianshao.registry.models import Body, BodyKind, Level, Ownership, Territory, Tie, TieKind, Workplace
from qianshao.registry.scope import Scope

MORNING = datetime(2022, 2, 8, 0, 30, tzinfo=UTC)
"""08:30 in China on the second working day after the Spring Festival of 2022."""

DAY = date(2022, 2, 8)
PASSWORD = "a-long-test-password"


@dataclass
class Cast:
    """Bodies and workplaces by what they are; ``people`` by role and body: "officer of district" and so on."""

    national: Body
    city: Body
    district: Body
    township: Body
    other_township: Body
    next_district: Body
    group_union: Body
    plant_union: Body
    shop_union: Body
    authority: Body
    plant: Workplace
    shop: Workplace
    closed: Workplace
    elsewhere: Workplace
    people: dict[str, Person]

    def person(self, who: str) -> Person:
        return self.people[who]


def _territory(code: str, name: str, level: Level, parent: Territory | None = None) -> Territory:
    return Territory.objects.create(code=code, name=name, level=level, parent=parent, source="test")


def _body(number: int, kind: BodyKind, level: Level, name: str, parent: Body | None, place: Territory | None) -> Body:
    path = (parent.path if parent else "") + f"{number:08d}"
    return Body.objects.create(
        number=number, kind=kind, level=level, name=name, parent=parent, path=path, territory=place, source="test"
    )


def _workplace(name: str, township: Territory, union: Body | None, line: Body | None, **more: object) -> Workplace:
    place = Workplace.objects.create(
        name=name,
        territory=township,
        township_code=township.code,
        district_code=township.code[:6],
        union=union,
        affiliation_path=union.path if union else (line.path if line else ""),
        source="test",
        **{"headcount": 100, **more},
    )
    if line:
        Tie.objects.create(workplace=place, body=line, kind=TieKind.AFFILIATED, source="test", since=date(2019, 1, 1))
    return place


def _person(name: str, body: Body, role: Role) -> Person:
    person = Person(username=name, created_at=MORNING)
    person.set_password(PASSWORD)
    person.save()
    Membership.objects.create(person=person, body=body, role=role, since=MORNING)
    return person


def assemble() -> Cast:
    """Write the cast to the database."""
    chongqing = _territory("50", "重庆市", Level.PROVINCE)
    urban = _territory("5001", "市辖区", Level.CITY, chongqing)
    banan = _territory("500113", "巴南区", Level.DISTRICT, urban)
    changshou = _territory("500115", "长寿区", Level.DISTRICT, urban)
    maliuzui = _territory("500113111", "麻柳嘴镇", Level.TOWNSHIP, banan)
    yudong = _territory("500113004", "鱼洞街道", Level.TOWNSHIP, banan)
    jiangnan = _territory("500115007", "江南街道", Level.TOWNSHIP, changshou)

    federation = BodyKind.FEDERATION
    national = _body(1, federation, Level.NATIONAL, "中华全国总工会", None, None)
    city = _body(2, federation, Level.PROVINCE, "重庆市总工会", national, chongqing)
    district = _body(3, federation, Level.DISTRICT, "巴南区总工会", city, banan)
    next_district = _body(4, federation, Level.DISTRICT, "长寿区总工会", city, changshou)
    township = _body(5, federation, Level.TOWNSHIP, "麻柳嘴镇工会", district, maliuzui)
    other_township = _body(6, federation, Level.TOWNSHIP, "鱼洞街道工会", district, yudong)
    group_union = _body(7, BodyKind.GROUP_UNION, Level.NATIONAL, "某集团工会", national, None)
    enterprise = BodyKind.ENTERPRISE_UNION
    plant_union = _body(8, enterprise, Level.ENTERPRISE, "沿江钛业工会", group_union, maliuzui)
    shop_union = _body(9, enterprise, Level.ENTERPRISE, "鱼洞机械厂工会", other_township, yudong)

    authority = _body(10, BodyKind.AUTHORITY, Level.DISTRICT, "巴南区经济和信息化委员会", None, None)

    central = {"ownership": Ownership.CENTRAL_STATE, "industry_section": "C", "industry_division": "26"}
    plant = _workplace("重庆沿江钛业有限公司", maliuzui, plant_union, group_union, headcount=900, **central)
    shop = _workplace("鱼洞机械厂", yudong, shop_union, other_township)
    closed = _workplace("鱼洞旧厂", yudong, None, other_township, closed_on=date(2021, 12, 31))
    elsewhere = _workplace("江南机电厂", jiangnan, None, next_district)

    people = {
        "delegate of plant": (plant_union, Role.DELEGATE),
        "delegate of shop": (shop_union, Role.DELEGATE),
        "officer of township": (township, Role.OFFICER),
        "officer of district": (district, Role.OFFICER),
        "officer of next district": (next_district, Role.OFFICER),
        "officer of group": (group_union, Role.OFFICER),
        "officer of city": (city, Role.OFFICER),
        "auditor of district": (district, Role.AUDITOR),
        "administrator of district": (district, Role.ADMINISTRATOR),
        "liaison of authority": (authority, Role.LIAISON),
    }
    persons = {who: _person(who.replace(" ", "-"), body, role) for who, (body, role) in people.items()}
    stranger = Person(username="stranger", created_at=timezone.now())
    stranger.set_password(PASSWORD)
    stranger.save()
    return Cast(
        national=national,
        city=city,
        district=district,
        township=township,
        other_township=other_township,
        next_district=next_district,
        group_union=group_union,
        plant_union=plant_union,
        shop_union=shop_union,
        authority=authority,
        plant=plant,
        shop=shop,
        closed=closed,
        elsewhere=elsewhere,
        people=persons | {"stranger": stranger},
    )


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """No test inherits the clock of another."""
    clock.restart()
    yield
    clock.restart()


@pytest.fixture
def as_person(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browserless client that is logged in: ``as_person("officer of district")``."""

    def log_in(who: str) -> Client:
        client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


def scope(cast: Cast, who: str) -> Scope:
    """What somebody of the cast may see."""
    (membership,) = memberships(cast.person(who), MORNING)
    return scope_of(membership, MORNING)

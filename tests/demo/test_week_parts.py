"""What the demo week leaves on the pages beside the case of the plant: each part is alive, in small demos too."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import localtime

from qianshao.accounts.models import Person
from qianshao.accounts.queries import memberships, scope_of
from qianshao.briefing.models import Correction, Release
from qianshao.briefing.releases import documents, example, queries, signing
from qianshao.casework.models import Need, Shipment
from qianshao.core.models import Event
from qianshao.demo import listed, ordered, sharing
from qianshao.registry.models import EmergencyOrder, Workplace
from qianshao.registry.queries import workplaces
from qianshao.registry.scope import EVERYTHING, Scope
from qianshao.resumption.models import Grade, Helper, ListRow, Seat, SharedPlace
from qianshao.resumption.queries import coverage
from qianshao.resumption.queries.transport import sat_near
from tests.cast import DAY
from tests.demo.test_demo import run

pytestmark = pytest.mark.django_db
END = DAY + timedelta(days=6)


def play(size: int) -> dict[str, object]:
    said = json.loads(run("demo", "--week", "--workplaces", str(size), "--json"))["week"]
    assert isinstance(said, dict)
    return said


def seen_by(account: str, at: datetime) -> Scope:
    (membership,) = memberships(Person.objects.get(username=account), at)
    return scope_of(membership, at)


def test_all_parts_of_a_small_week(client: Client, tmp_path: Path) -> None:
    """One week, since it takes a while: what each part leaves, and that the account says the same."""
    week = play(250)
    most_workplaces_are_covered_and_some_are_not(week)
    the_bus_joins_the_plant_to_others()
    most_rows_find_their_workplace_and_some_wait(week)
    one_order_runs_and_one_has_ended(week)
    shortages_are_met_by_the_word_of_workers(week)
    a_release_is_corrected_and_both_are_signed(week, tmp_path)
    pages_are_alive(client)


def most_workplaces_are_covered_and_some_are_not(week: dict[str, object]) -> None:
    total = coverage.total(coverage.coverage(EVERYTHING, "500113", END))
    assert 0.6 < total.outside / total.workplaces < 1 and total.gap > 0
    assert (week["covered"], week["gaps"]) == (total.outside, total.gap)
    serving = Helper.objects.filter(until=None)
    assert 0.03 < serving.count() / total.workplaces < 0.08
    assert set(serving.values_list("grade", flat=True)) == set(Grade.values)
    assert all(one.generated and one.person is None and one.alias.startswith("演示") for one in serving)
    outside = serving.exclude(employer=None).filter(grade=Grade.VOLUNTEER)
    assert not any(one.assignments.filter(until=None, workplace=one.employer).exists() for one in outside)


def the_bus_joins_the_plant_to_others() -> None:
    places = SharedPlace.objects.order_by("kind")
    assert [one.kind for one in places] == ["bus", "canteen", "contractor", "dormitory"]
    plant = Workplace.objects.get(name__contains="钛业")
    assert all(one.generated and one.sharings.filter(workplace=plant).exists() for one in places)
    assert all(one.sharings.count() > 1 for one in places)
    near = sat_near(EVERYTHING, plant.pk, sharing.RIDER, DAY, DAY + timedelta(days=3))
    assert sum(one.near for _place, one in near) > 0 and len(near) == 3
    rides = Seat.objects.filter(rider=sharing.RIDER, workplace=plant)
    assert rides.values("day").distinct().count() == 4 and rides.count() == 8


def most_rows_find_their_workplace_and_some_wait(week: dict[str, object]) -> None:
    rows = ListRow.objects.filter(sheet__source_name=listed.NAME, sheet__generated=True)
    states = list(rows.values_list("state", flat=True))
    assert states.count("by_code") + states.count("matched") > len(states) / 2
    assert states.count("uncertain") >= 1 and "not_found" in states and states.count("accepted") == 1
    assert week["rows_to_review"] == states.count("uncertain") + states.count("not_found")
    stated = rows.filter(state__in=["by_code", "matched"])
    numbers = {row.name: row.workplace for row in stated if row.workplace}
    assert all(place.name == name for name, place in numbers.items()), "each found its own"


def one_order_runs_and_one_has_ended(week: dict[str, object]) -> None:
    runs, ended = EmergencyOrder.objects.order_by("pk")
    assert (runs.document, ended.document) == (ordered.NUMBER, ordered.NUMBER_LENT) and week["orders"] == 2
    assert localtime(runs.ends_at).date() > END and localtime(ended.ends_at).date() == END
    assert runs.body.territory_id and runs.territory_id.startswith(runs.body.territory_id)
    assert runs.basis and ended.basis and runs.term_percent == 50
    plant = Workplace.objects.filter(name__contains="钛业")
    just = timedelta(microseconds=1)
    for moment, sees in ((ended.ends_at - just, True), (ended.ends_at, False)):
        lent = seen_by(ordered.HELPER, moment)
        assert workplaces(lent).filter(pk__in=plant.values("pk")).exists() is sees
    looks = Event.objects.filter(action="order.looked", subject_id=str(ended.pk))
    assert looks.count() >= 3 and all(ended.starts_at <= one.at < ended.ends_at for one in looks)


def shortages_are_met_by_the_word_of_workers(week: dict[str, object]) -> None:
    met = Need.objects.filter(state="met")
    assert met.filter(workplace__name__contains="钛业").exists() and week["needs_met"] == met.count()
    assert all(one.voices.exists() for one in Shipment.objects.filter(state="arrived"))
    assert Need.objects.filter(state="open").exists(), "something is left to do"
    assert Shipment.objects.filter(state="sent", voices=None).exists()


def a_release_is_corrected_and_both_are_signed(week: dict[str, object], folder: Path) -> None:
    first, second = Release.objects.order_by("version")
    assert (first.version, second.version) == (1, 2) and (week["releases"], first.state, second.state) == (
        2,
        "published",
        "published",
    )
    assert all(one.drafted_by_id != one.approved_by_id and one.approved_by_id for one in (first, second))
    notices = Correction.objects.filter(release=second, corrects=first)
    assert notices.count() == week["corrections"]
    reports = notices.filter(table="reports")
    assert reports.count() == 4 and all(one.new and one.new > one.old for one in reports)
    for row in (first, second):
        document = documents.as_document(queries.published_release(row.number))
        assert documents.faults(document, signing.public_key()) == []
        document["release"]["tables"][-1]["value"][0] = -1
        assert documents.faults(document, signing.public_key()) == ["release"]
    files = {path.name: path.read_text(encoding="utf-8") for path in example.write(example.make(), folder)}
    assert second.number in files["release.zh.md"] and "~~" in files["release.zh.md"]
    assert documents.faults(json.loads(files["release-before.json"]), signing.public_key()) == []
    assert json.loads(files["release-before.json"])["corrections"]


def pages_are_alive(client: Client) -> None:
    client.force_login(Person.objects.get(username="demo-district-officer"))
    bus = SharedPlace.objects.get(name=sharing.BUS)
    runs, ended = EmergencyOrder.objects.order_by("pk")
    for address, shown in (
        ("/coverage/", "演示巡查员"),
        ("/coverage/people/", "演示信息员001"),
        ("/shared/", sharing.CANTEEN),
        (f"/shared/{bus.pk}/", "晚班"),
        (f"/restarts/lists/{ListRow.objects.values_list('sheet', flat=True)[0]}/", listed.UNKNOWN),
        (f"/orders/{runs.pk}/", "demo-district-officer"),
        (f"/orders/{ended.pk}/", "demo-lent-officer"),
        ("/releases/", "-v2"),
        ("/public/zh/", "-v2"),
        ("/needs/", "（演示）"),
        ("/appraisals/", "麻柳嘴镇工会"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200 and shown in answer.content.decode(), address


@pytest.mark.parametrize("size", [100, 130])
def test_the_smallest_demo_has_them_too(size: int) -> None:
    week = play(size)
    numbers = (
        "people",
        "covered",
        "gaps",
        "shared",
        "rows_to_review",
        "needs_met",
        "orders",
        "releases",
        "corrections",
    )
    assert all(week[name] for name in numbers), week
    story = week["story"]
    assert isinstance(story, list)
    assert all(first["at"] <= then["at"] for first, then in pairwise(story))
    assert week["open_cases_overdue"] == 0

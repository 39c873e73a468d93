"""A release: frozen, approved by a second person, signed; small figures stay inside; what changes is corrected."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from qianshao.briefing.models import Release
from qianshao.briefing.releases import actions, documents, example, queries, signing
from qianshao.briefing.releases.commands import release as command
from qianshao.briefing.rules.releases.cells import cells
from qianshao.casework.models import Case, PolicyVersion
from qianshao.core.actor import Actor, Via, person, system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.policy import loading
from qianshao.registry.models import Workplace
from tests.cast import DAY, MORNING, Cast, scope

FIRST = DAY - timedelta(days=1)
PLANT_TOWN, SHOP_TOWN = "500113111", "500113004"
AXES = ("territory", "kind", "day")
KIND, OTHER = "no_protective_supplies", "crowding"


def by(cast: Cast, who: str, at: datetime = MORNING) -> dict[str, Any]:
    return {"actor": person(cast.person(who).pk), "via": Via.WEB, "at": at}


def open_cases(place: Workplace, count: int, category: str = KIND, day: date = DAY) -> None:
    """Closed ones, of which any number may lie at one workplace."""
    policy, _ = PolicyVersion.objects.get_or_create(version="test", defaults={"text": "", "first_used_at": MORNING})
    at = MORNING - (DAY - day)
    have = Case.objects.count()
    Case.objects.bulk_create(
        Case(
            number=f"{place.pk}-{have + n}",
            workplace=place,
            township_code=place.township_code,
            category=category,
            severity=2,
            policy=policy,
            opened_at=at,
            touched_at=at,
            closed_at=at,
        )
        for n in range(count)
    )


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Three at the plant, forty beside it, and more of another kind."""
    for place, kind, day, count in (
        (cast.plant, KIND, DAY, 3),
        (cast.shop, KIND, DAY, 40),
        (cast.plant, OTHER, DAY, 25),
        (cast.shop, OTHER, DAY, 33),
        (cast.plant, KIND, FIRST, 30),
        (cast.shop, KIND, FIRST, 31),
        (cast.plant, OTHER, FIRST, 41),
        (cast.shop, OTHER, FIRST, 52),
    ):
        open_cases(place, count, kind, day)
    return cast


def drafted(cast: Cast, at: datetime = MORNING, **more: Any) -> Release:
    return actions.draft(cast.district, FIRST, DAY, **more, **by(cast, "officer of district", at))


def published(cast: Cast, at: datetime = MORNING) -> Release:
    row = drafted(cast, at)
    actions.approve(row, **by(cast, "officer of city", at))
    actions.publish(row, **by(cast, "officer of district", at))
    return row


def table(of: dict[str, Any], code: str) -> dict[tuple[str, ...], int | None]:
    return dict(cells(next(one for one in of["tables"] if one["code"] == code)))


# --- what is in it ----------------------------------------------------------------------------------------


def test_small_figures_are_withheld_and_so_is_what_would_give_them_away(counted: Cast) -> None:
    row = drafted(counted)
    whole, public = table(row.figures, "dangers"), table(row.public, "dangers")
    small = (PLANT_TOWN, KIND, DAY.isoformat())
    assert whole[small] == 3 and public[small] is None
    assert whole["500113", "all", "all"] == public["500113", "all", "all"] == 255
    assert all(value is None or not 0 < value < 10 for value in public.values())
    hidden = {key for key, value in public.items() if value is None}
    assert len(hidden) >= 4  # alone it would be what is left of any sum
    assert all(whole[key] for key in hidden), "zeros are shown"


def test_days_are_days_in_china_and_others_are_not_counted(counted: Cast) -> None:
    open_cases(counted.elsewhere, 50)
    Case.objects.filter(township_code=SHOP_TOWN, category=KIND, opened_at__date=DAY).update(
        opened_at=datetime(2022, 2, 7, 16, 30, tzinfo=MORNING.tzinfo)
    )
    whole = table(drafted(counted).figures, "dangers")
    assert whole[SHOP_TOWN, KIND, DAY.isoformat()] == 40
    assert whole["500113", "all", "all"] == 255


def test_each_table_says_what_is_counted_and_of_how_many(counted: Cast) -> None:
    for one in drafted(counted).public["tables"]:
        assert set(one["title"]) == set(one["query"]) == set(one["denominator"]["what"]) == {"zh-hans", "en"}
        of = one["denominator"]["by_territory"]
        assert of["500113"] == of[PLANT_TOWN] + of[SHOP_TOWN] > 0
        sizes = [len(dimension["codes"]) for dimension in one["dimensions"]]
        assert len(one["value"]) == np.prod(sizes)


def test_what_was_drafted_is_frozen(counted: Cast) -> None:
    row = drafted(counted)
    open_cases(counted.shop, 60)
    actions.approve(row, **by(counted, "officer of city"))
    actions.publish(row, **by(counted, "officer of district"))
    assert table(json.loads(row.text), "dangers")["500113", "all", "all"] == 255


# --- who, and in which order ------------------------------------------------------------------------------


def test_whoever_drafts_does_not_approve(counted: Cast) -> None:
    row = drafted(counted)
    with pytest.raises(Problem, match="second_person"):
        actions.approve(row, **by(counted, "officer of district"))
    with pytest.raises(Problem, match="second_person"):
        actions.approve(row, actor=system("shell"), via=Via.SHELL, at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=row.pk).update(approved_by=row.drafted_by)


def test_nothing_goes_out_that_was_not_approved(counted: Cast) -> None:
    row = drafted(counted)
    with pytest.raises(Problem, match="state"):
        actions.publish(row, **by(counted, "officer of city"))
    assert not queries.published().exists()
    actions.approve(row, **by(counted, "officer of city"))
    actions.publish(row, **by(counted, "officer of district"))
    with pytest.raises(Problem):
        actions.publish(row, **by(counted, "officer of district"))
    with pytest.raises(Problem, match="state"):
        actions.discard(row, **by(counted, "officer of district"))
    told = ["release.drafted", "release.approved", "release.published"]
    assert (
        list(Event.objects.filter(action__startswith="release.").order_by("pk").values_list("action", flat=True))
        == told
    )


def test_one_version_at_a_time(counted: Cast) -> None:
    first = drafted(counted)
    with pytest.raises(Problem, match="exists"):
        drafted(counted)
    actions.discard(first, **by(counted, "officer of district"))
    assert drafted(counted).number == first.number


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (DAY, FIRST, "release.period"),
        (DAY, DAY + timedelta(days=1), "release.period"),
        (DAY - timedelta(days=40), DAY, "release.too_long"),
    ],
)
def test_days_that_do_not_fit(cast: Cast, first: date, last: date, code: str) -> None:
    with pytest.raises(Problem, match=code):
        actions.draft(cast.district, first, last, **by(cast, "officer of district"))


def test_the_same_people_are_not_counted_in_two_series(counted: Cast) -> None:
    """A day of the week beside the week, or a township beside its district, would make differences."""
    published(counted)
    for body, first in ((counted.district, DAY), (counted.township, FIRST), (counted.city, DAY)):
        with pytest.raises(Problem, match=r"release\.overlaps"):
            actions.draft(body, first, DAY, **by(counted, "officer of city"))
    actions.draft(counted.next_district, DAY, DAY, **by(counted, "officer of next district"))


def test_only_a_federation_of_a_territory_publishes(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"release\.body"):
        actions.draft(cast.group_union, FIRST, DAY, **by(cast, "officer of group"))
    assert queries.releasing_body(scope(cast, "officer of group")) is None
    assert queries.releasing_body(scope(cast, "officer of district")) == cast.district


# --- corrections ------------------------------------------------------------------------------------------


def test_what_changes_is_corrected_and_signed(counted: Cast) -> None:
    first = published(counted)
    open_cases(counted.shop, 20, OTHER)
    second = published(counted, MORNING + timedelta(hours=1))
    assert second.version == 2
    dangers = second.corrections.filter(table="dangers")
    where = {tuple(one.cell[axis] for axis in AXES): (one.old, one.new) for one in dangers}
    assert where[SHOP_TOWN, OTHER, "all"] == (85, 105)
    assert where["500113", "all", "all"] == (255, 275)
    for one in second.corrections.all():
        assert one.corrects == first
        assert signing.holds(one.text, one.signature, second.public_key)
        assert not signing.holds(one.text.replace('"old"', '"was"'), one.signature, second.public_key)
    assert queries.published_release(first.number).newer == second.number


def test_a_change_of_few_people_is_said_without_their_number(counted: Cast) -> None:
    first = published(counted)
    open_cases(counted.shop, 2, OTHER)
    second = published(counted, MORNING + timedelta(hours=1))
    before, after = table(first.public, "dangers"), table(second.public, "dangers")
    changed = [key for key, value in after.items() if value is not None and before[key] not in (None, value)]
    assert changed == []
    notice = second.corrections.get(table="dangers", cell__territory=SHOP_TOWN, cell__kind=OTHER, cell__day="all")
    assert (notice.old, notice.new) == (85, None)
    page = Client().get(f"/public/en/{first.number}/").content.decode()
    assert "changed, withheld" in page and ">87<" not in page and ">85<" in page


def test_a_version_that_another_overtook_does_not_go_out(counted: Cast) -> None:
    row = drafted(counted)
    actions.approve(row, **by(counted, "officer of city"))
    Release.objects.filter(pk=row.pk).update(number="set-aside")
    published(counted)
    with pytest.raises(Problem, match="stale"):
        actions.publish(row, **by(counted, "officer of district"))


# --- what everybody sees ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_public_page_shows_what_was_signed_and_no_more(counted: Cast, language: str) -> None:
    row = published(counted)
    answer = Client().get(f"/public/{language}/{row.number}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert row.signature in page and "255" in page
    assert ("新立的事项" in page) == (language == "zh") and ("Cases opened" in page) == (language == "en")
    for who in counted.people:
        assert who.replace(" ", "-") not in page
    assert "public" in answer["Cache-Control"]
    again = Client().get(f"/public/{language}/{row.number}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content


def test_what_is_not_out_is_nowhere(counted: Cast) -> None:
    row = drafted(counted)
    for address in (f"/public/en/{row.number}/", f"/public/files/{row.number}.csv", f"/public/files/{row.number}.json"):
        assert Client().get(address).status_code == 404
    assert row.number not in Client().get("/public/en/").content.decode()
    assert row.number not in Client().get("/public/en/feed/").content.decode()


def test_files_hold_what_the_page_holds(counted: Cast) -> None:
    row = published(counted)
    text = Client().get(f"/public/files/{row.number}.csv").content.decode("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines()]
    withheld = [line for line in lines if "withheld" in line]
    document = Client().get(f"/public/files/{row.number}.json").json()
    nulls = sum(value is None for one in document["release"]["tables"] for value in one["value"])
    assert len(withheld) == nulls > 0
    assert len(lines) - 1 == sum(len(one["value"]) for one in document["release"]["tables"])
    known = {one["column"] for one in Client().get("/public/dictionary.json").json()["csv"]}
    assert set(lines[0]) == known
    feed = Client().get("/public/zh/feed/")
    assert feed["Content-Type"].startswith("application/atom+xml") and row.number in feed.content.decode()


def test_a_file_is_verified_by_whoever_has_the_key(counted: Cast, tmp_path: Path) -> None:
    row = published(counted)
    file = tmp_path / "release.json"
    file.write_bytes(Client().get(f"/public/files/{row.number}.json").content)
    key = Client().get("/public/key.txt").content.decode().strip()
    assert CliRunner().invoke(command, ["verify", str(file), "--key", key]).exit_code == 0
    document = json.loads(file.read_text())
    document["release"]["tables"][0]["value"][0] += 1
    assert documents.faults(document, key) == ["release"]
    file.write_text(json.dumps(document))
    assert CliRunner().invoke(command, ["verify", str(file)]).exit_code == 1
    assert documents.faults(json.loads(row.text) | {"release": json.loads(row.text)}, "00" * 32) == ["release"]


def test_an_example_is_made_of_generated_data_only(counted: Cast) -> None:
    with pytest.raises(Problem, match="not_generated"):
        example.make()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_as_a_text_it_shows_the_same(counted: Cast, tmp_path: Path, language: str) -> None:
    row = published(counted)
    files = {path.name: path.read_text(encoding="utf-8") for path in example.write(row, tmp_path)}
    text = files["release.zh.md" if language == "zh-hans" else "release.en.md"]
    assert "| 巴南区 | 255 |" in text and "×" in text
    assert documents.faults(json.loads(files["release.json"]), signing.public_key()) == []


def test_the_private_key_is_for_its_owner_only(own_data: Path) -> None:
    key = signing.public_key()
    assert (own_data / "signing_key").stat().st_mode & 0o077 == 0
    assert signing.public_key() == key and key not in (own_data / "signing_key").read_text()


# --- officers ---------------------------------------------------------------------------------------------


def test_each_look_at_the_alert_view_is_on_the_trail(counted: Cast, as_person: Callable[[str], Client]) -> None:
    open_cases(counted.plant, 4, "symptomatic_at_work")
    row = drafted(counted)
    client = as_person("auditor of district")
    page = client.get(f"/releases/{row.pk}/alert/").content.decode()
    small = "<strong>4</strong>"
    assert small in page
    look = Event.objects.get(action="release.looked")
    assert look.actor == f"person:{counted.person('auditor of district').pk}"
    client.get(f"/releases/{row.pk}/alert/")
    assert Event.objects.filter(action="release.looked").count() == 2
    assert small not in client.get(f"/releases/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("chinese", "english", "read"),
    [
        ("谢谢大家", "Thank you", ("谢谢大家", "Thank you")),
        ("谢谢大家", "", ("谢谢大家", "谢谢大家")),
        ("", "Thanks", ("Thanks", "Thanks")),
    ],
)
def test_each_reader_gets_the_remark_in_their_language_if_it_was_written(
    counted: Cast, chinese: str, english: str, read: tuple[str, str]
) -> None:
    row = drafted(counted, note=chinese, note_en=english)
    actions.approve(row, **by(counted, "officer of city", MORNING))
    actions.publish(row, **by(counted, "officer of district", MORNING))
    for language, said in zip(("zh", "en"), read, strict=True):
        page = Client().get(f"/public/{language}/{row.number}/").content.decode()
        assert [one for one in ("谢谢大家", "Thank you", "Thanks") if f"<p>{one}</p>" in page] == [said]


def test_an_officer_drafts_and_another_lets_it_out(counted: Cast, as_person: Callable[[str], Client]) -> None:
    client = as_person("officer of district")
    today = timezone.localdate().isoformat()
    wrong = client.post("/releases/draft/", {"first": today, "last": "2022-02-31", "note": "谢谢大家"})
    assert wrong.status_code == 422 and "谢谢大家" in wrong.content.decode()
    client.post("/releases/draft/", {"first": FIRST.isoformat(), "last": DAY.isoformat(), "note": ""})
    row = Release.objects.get()
    assert client.post(f"/releases/{row.pk}/approve/").status_code == 409
    city = as_person("officer of city")
    assert city.post(f"/releases/{row.pk}/approve/").status_code == 302
    assert city.post(f"/releases/{row.pk}/publish/").status_code == 302
    assert row.number in Client().get("/public/zh/").content.decode()


def test_on_the_command_line(counted: Cast) -> None:
    def run(*words: str) -> Any:
        done = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
        return json.loads(done.output)

    made = run("draft", "500113", "--from", FIRST.isoformat(), "--to", DAY.isoformat(), "--by", "officer-of-district")
    assert run("approve", made["number"], "--by", "officer-of-city")["state"] == "approved"
    assert run("publish", made["number"], "--by", "officer-of-district")["state"] == "published"
    assert [one["state"] for one in run("list")] == ["published"]
    with pytest.raises(Problem, match=r"account\.unknown"):
        run("discard", made["number"], "--by", "nobody-of-that-name")


def test_actor_without_a_person_drafts_nothing(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"release\.person"):
        actions.draft(cast.district, FIRST, DAY, actor=Actor("system", "x"), via=Via.WORKER, at=MORNING)


def test_the_kinds_are_those_of_the_policy(counted: Cast) -> None:
    row = drafted(counted)
    codes = {key[1] for key in table(row.public, "dangers")}
    assert codes == {"all", *loading.in_force().categories}

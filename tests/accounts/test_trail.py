"""The audit trail: what an auditor sees of it, in words, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import qianshao
from qianshao.accounts import queries
from qianshao.core import events
from qianshao.core.actor import person, system
from qianshao.core.models import Event
from qianshao.core.wording import ACTIONS
from tests.cast import MORNING, Cast, scope

LogIn = Callable[[str], Client]
AUDITOR = "auditor of district"


def record(action: str = "case.acted", territory: str = "500113111", **more: object) -> Event:
    what = {"actor": system("test"), "via": "shell", "at": MORNING, "subject": ("case", 1), **more}
    return events.record(action, territory=territory, **what)


def seen(cast: Cast, who: str = AUDITOR, **asked: str) -> set[int]:
    return set(queries.trail(scope(cast, who), **asked).values_list("pk", flat=True))


def test_an_auditor_sees_the_own_territory(cast: Cast) -> None:
    own, other = record(), record(territory="500115007")
    above = record(territory="50")
    assert own.pk in seen(cast)
    assert other.pk not in seen(cast)
    assert above.pk not in seen(cast)


def test_without_a_territory_only_what_is_by_or_about_the_own_people(cast: Cast) -> None:
    colleague, stranger = cast.person("officer of district"), cast.person("officer of next district")
    by = record(territory="", actor=person(colleague.pk))
    about = record(territory="", subject=("person", colleague.pk))
    theirs = record(territory="", actor=person(stranger.pk), subject=("person", stranger.pk))
    nobodys = record(territory="")
    assert seen(cast) == {by.pk, about.pk}
    assert not {theirs.pk, nobodys.pk} & seen(cast)


def test_the_rows_are_narrowed(cast: Cast) -> None:
    acted = record()
    opened = record("case.opened", subject=("case", 17))
    tie = record("tie.stated", subject=("tie", 17), actor=person(5))
    assert seen(cast, action="case.") == {acted.pk, opened.pk}
    assert seen(cast, action="case.opened") == {opened.pk}
    assert seen(cast, subject="case") == {acted.pk, opened.pk}
    assert seen(cast, subject="case:17") == {opened.pk}
    assert seen(cast, actor="person:5") == {tie.pk}
    assert seen(cast, actor="system") == {acted.pk, opened.pk}


def test_the_page_goes_back_in_time(cast: Cast, as_person: LogIn) -> None:
    for number in range(120):
        record(subject=("case", number))
    client, found, address = as_person(AUDITOR), [], "/trail/"
    for _ in range(3):
        page = client.get(address).content.decode()
        found += re.findall(r">case (\d+)<", page)
        further = re.search(r"&amp;before=(\d+)", page)
        address = f"/trail/?before={further[1]}" if further else ""
    assert found == [str(number) for number in reversed(range(120))]
    assert not address


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "subject=%00", "actor=:", "action=%25"])
def test_odd_questions_get_an_answer(query: str, cast: Cast, as_person: LogIn) -> None:
    record()
    assert as_person(AUDITOR).get(f"/trail/?{query}").status_code == 200


def test_the_newest_seals_are_checked(cast: Cast, as_person: LogIn) -> None:
    for number in range(5):
        record(subject=("case", number))
    events.seal()
    assert queries.check_newest() == queries.Checked(5, None)
    assert queries.check_newest(2) == queries.Checked(2, None)
    Event.objects.filter(seal_number=4).update(actor="person:1")
    assert queries.check_newest(3) == queries.Checked(1, 4)
    assert queries.check_newest() == queries.Checked(3, 4)
    assert 'role="alert"' in as_person(AUDITOR).get("/trail/?check=1").content.decode()
    Event.objects.filter(seal_number=4).delete()
    assert queries.check_newest(3).broken_at == 4


def test_names_are_shown_of_those_whom_the_auditor_could_find(cast: Cast, as_person: LogIn) -> None:
    near, far = cast.person("officer of township"), cast.person("officer of city")
    record(actor=person(near.pk))
    record(actor=person(far.pk))
    page = as_person(AUDITOR).get("/trail/").content.decode()
    assert "officer-of-township" in page
    assert "officer-of-city" not in page
    assert f"person:{far.pk}" in page


def test_every_action_that_is_recorded_has_words() -> None:
    """An action is a word, a dot, and a word in the past, where something is recorded."""
    recorded = set()
    for path in Path(qianshao.__file__).parent.rglob("*.py"):
        if path.name == "actions.py" or "actions" in path.parent.parts[-1:] or path.name in ("entrance.py",):
            code = path.read_text()
            recorded |= set(re.findall(r'(?:record\w*|event|note)\(\s*(?:None, )?"([a-z_]+\.[a-z_]+)"', code))
            recorded |= set(re.findall(r'"([a-z_]+\.[a-z_]+)" if \w+ else "[a-z_.]+"', code))
            recorded |= set(re.findall(r'"[a-z_.]+" if \w+ else "([a-z_]+\.[a-z_]+)"', code))
    assert len(recorded) > 30
    assert recorded <= set(ACTIONS)

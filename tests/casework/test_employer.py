"""The employer's side never sees the channel, the time to the minute, or the words of whoever reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qianshao.casework import actions
from qianshao.casework.models import Case
from qianshao.core import clock
from qianshao.core.actor import system
from qianshao.core.models import Installation
from qianshao.intake import export, queries
from qianshao.intake.actions import give_link
from tests.casework.scene import actor, see, the_case
from tests.cast import DAY, MORNING, Cast, scope

pytestmark = pytest.mark.django_db

WORDS = "三号车间夜班没有口罩"
AT = MORNING + timedelta(minutes=17)
"""08:47 in China: to be found nowhere."""
TELL = (WORDS, "三号车间", "08:47", "8:47", "00:47")
FEVER = "symptomatic_at_work"


@pytest.fixture
def case(cast: Cast) -> Case:
    Installation.objects.create(generated=True, started_at=MORNING)
    give_link(cast.plant, actor=system("test"), via="demo", at=MORNING)
    see(cast.plant, FEVER, WORDS, at=AT)
    clock.restart()
    found = the_case(cast.plant, FEVER)
    actions.hand_over(found, cast.district, "由区里处理", actor=actor(cast), via="web", at=MORNING + timedelta(hours=1))
    return the_case(cast.plant, FEVER)


def told(text: str) -> list[str]:
    return [tell for tell in TELL if tell in text]


ADDRESSES = [
    "/",
    "/report/",
    "/cases/",
    "/inbox/",
    "/letters/",
    "/commitments/",
    "/answers/",
    "/quarantine/",
    "/sealed-box/",
    "/board/",
    "/who/?q=沿江",
    "/workplaces/",
    "/api/v1/cases",
    "/api/v1/board",
    "/api/v1/reports?day=2022-02-08",
    "/api/v1/exports?day=2022-02-08&form=banan-daily",
    "/reports/export/",
    "/trail/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_of_a_delegate_tells_anything(
    case: Case, cast: Cast, as_person: Callable[[str], Client], address: str
) -> None:
    answer = as_person("delegate of plant").get(address, follow=True)
    assert not told(answer.content.decode())
    assert case.number not in answer.content.decode()


def test_no_page_about_the_case_opens_for_a_delegate(case: Case, as_person: Callable[[str], Client]) -> None:
    delegate = as_person("delegate of plant")
    for name in ("case", "do", "draft"):
        more = {"deed": "act"} if name == "do" else {}
        address = reverse(f"casework:{name}", kwargs={"number": case.number, **more})
        assert delegate.get(address).status_code in (403, 404, 405)
        assert delegate.post(address, {"text": "x"}).status_code in (403, 404, 405)
    assert delegate.get(f"/api/v1/cases/{case.number}").status_code == 403
    own = delegate.get(reverse("registry:workplace", kwargs={"pk": case.workplace_id}))
    assert not told(own.content.decode()) and case.number not in own.content.decode()


@pytest.mark.parametrize("purpose", ["reminder", "opinion"])
def test_a_letter_says_what_the_officer_writes_and_nothing_of_the_reporter(
    case: Case, cast: Cast, purpose: str
) -> None:
    letter = actions.draft(case, cast.district, purpose, actor=actor(cast), via="web", at=MORNING + timedelta(hours=1))
    fields = " ".join(str(getattr(letter, field.name)) for field in letter._meta.fields if field.name != "case")
    assert case.workplace.name in fields, "the search finds what is there"
    assert not told(fields)
    for word in ("网页", "匿名", "职工反映人", "web page", "receipt", "回执"):
        assert word not in fields


def test_the_day_in_the_form_of_the_authority_counts_no_worker(case: Case, cast: Cast) -> None:
    who = scope(cast, "officer of district")
    made = export.of_day(who, export.form_named("banan-daily"), day=DAY, territory="", workplace=None)
    assert not told(str(list(export.as_rows(made))))
    assert not queries.daily_reports(scope(cast, "delegate of plant")).exists()


def test_the_authority_reads_what_was_referred_and_no_words_of_workers(
    case: Case, cast: Cast, as_person: Callable[[str], Client]
) -> None:
    referred = actions.refer(
        case, cast.authority, "请督促整改", actor=actor(cast), via="web", at=MORNING + timedelta(hours=1)
    )
    shown = as_person("liaison of authority").get(f"/referrals/{referred.pk}/").content.decode()
    assert "请督促整改" in shown and not told(shown)


def test_officers_read_the_words_and_the_hour_only(case: Case, as_person: Callable[[str], Client]) -> None:
    shown = as_person("officer of district").get(f"/cases/{case.number}/").content.decode()
    assert WORDS in shown
    assert not [tell for tell in ("08:47", "8:47", "00:47") if tell in shown.replace(f"{case.deadline:%H:%M}", "")]

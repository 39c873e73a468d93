"""The simulation as officers meet it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from qianshao.core.models import Event
from qianshao.scenarios import actions
from qianshao.scenarios.models import KeptRun
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


@pytest.fixture
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "RUNS", 10)


@pytest.fixture
def kept(cast: Cast, as_person: As, few_runs: None) -> KeptRun:
    answer = as_person("officer of district").post("/simulation/", {"scenario": "norovirus"})
    assert answer.status_code == 302
    return KeptRun.objects.get()


def test_an_answer_is_about_the_district_of_whoever_asked_and_is_kept(kept: KeptRun, cast: Cast) -> None:
    assert (kept.territory, kept.workplaces, kept.body) == ("500113", 2, cast.district)
    event = Event.objects.get(action="simulation.kept")
    assert (event.territory, event.data["runs"]) == ("500113", 10)


def test_a_group_asks_about_its_line(cast: Cast, as_person: As, few_runs: None) -> None:
    assert as_person("officer of group").post("/simulation/", {"scenario": "norovirus"}).status_code == 302
    assert (KeptRun.objects.get().territory, KeptRun.objects.get().workplaces) == ("", 1)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer of city", 200), ("auditor of district", 200), ("officer of next district", 404),
        ("officer of township", 404), ("officer of group", 404), ("delegate of plant", 403),
    ],
)  # fmt: skip
def test_it_is_seen_by_those_who_see_the_whole_district(kept: KeptRun, as_person: As, who: str, status: int) -> None:
    for address in ("", "worth.svg", "paper.docx"):
        assert as_person(who).get(f"/simulation/{kept.pk}/{address}").status_code == status


def test_ticked_layers_are_the_combination_that_is_shown(kept: KeptRun, as_person: As) -> None:
    client = as_person("officer of district")
    every = client.get(f"/simulation/{kept.pk}/").context["one"]
    two = client.get(f"/simulation/{kept.pk}/?layers=chosen&layer=management&layer=testing").context["one"]
    none = client.get(f"/simulation/{kept.pk}/?layers=chosen").context["one"]
    assert (len(every.layers), two.layers, none.layers) == (5, ["management", "testing"], [])
    assert none.minutes_per_worker_day == 0 < two.minutes_per_worker_day < every.minutes_per_worker_day


def test_the_paper_has_three_pictures_and_the_caveats_in_both_languages(kept: KeptRun, as_person: As) -> None:
    client = as_person("officer of district")
    for language, mind in (("zh-hans", "请留意"), ("en", "What has to be borne in mind")):
        own = {"accept-language": language}
        word = docx.Document(BytesIO(client.get(f"/simulation/{kept.pk}/paper.docx", headers=own).content))
        assert len(word.inline_shapes) == 3
        assert mind in [paragraph.text for paragraph in word.paragraphs]
        pdf = PdfReader(BytesIO(client.get(f"/simulation/{kept.pk}/paper.pdf", headers=own).content))
        assert mind in "".join(page.extract_text() for page in pdf.pages).replace("\n", "")


def test_an_unknown_scenario_and_a_second_question_at_once_are_refused(cast: Cast, as_person: As) -> None:
    client = as_person("officer of district")
    assert client.post("/simulation/", {"scenario": "plague"}).status_code == 422
    with actions._one_at_a_time:
        assert client.post("/simulation/", {"scenario": "norovirus"}).status_code == 503
    assert not KeptRun.objects.exists()

"""What is not said, and who says otherwise: silent townships, runs of zeros, two sources that disagree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qianshao.intake.models import Source
from qianshao.resumption.models import SharedPlace, Sharing
from qianshao.surveillance.models import RuleName, Run, Signal, SignalPlace
from qianshao.surveillance.rules import drawing
from qianshao.surveillance.wording import say
from tests.cast import DAY, MORNING, Cast
from tests.surveillance.scene import factories, look, report, weeks

pytestmark = pytest.mark.django_db


def said(signal: Signal) -> list[str]:
    """In both languages, whole and without a gap."""
    out = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words = say(signal)
        out += [words.seen, words.why, words.chance]
    assert all(text and "{" not in text for text in out) and out[0] != out[3]
    return out


def test_a_township_that_falls_silent_is_found_though_no_workplace_of_it_stands_out(cast: Cast) -> None:
    places = factories(cast, 300)
    weeks(places, 21, reports=0.9)
    here = [place for place in places if place.township_code == places[0].township_code]
    for place in here[: len(here) * 2 // 3]:
        place.daily_reports.filter(day__gt=DAY - timedelta(days=2)).delete()
    look()
    (signal,) = Signal.objects.filter(rule="silent_township")
    assert signal.subject == f"t{places[0].township_code[:9]}" and signal.territory == places[0].township_code[:9]
    assert signal.evidence["reports"] < signal.evidence["expected"] / 2
    codes = set(signal.places.values_list("workplace__township_code", flat=True))
    assert codes == {places[0].township_code} and said(signal)


def test_where_all_townships_fall_silent_together_the_day_explains_it(cast: Cast) -> None:
    places = factories(cast, 200)
    weeks(places, 21, reports=0.9)
    for place in places[::3] + places[1::3]:
        place.daily_reports.filter(day__gt=DAY - timedelta(days=2)).delete()
    look()
    assert not Signal.objects.filter(rule__in=["silent_township", "silence"]).exists()


def test_nothing_but_zeros_at_a_large_workplace_is_found_and_at_a_small_one_is_not(cast: Cast) -> None:
    places = factories(cast, 200)
    weeks(places, 21, ill=0.5)
    large, small = places[4], places[6]
    for place, people in ((large, 400), (small, 5)):
        place.headcount = people
        place.save()
        place.daily_reports.update(fever=0, all_clear=True)
    look()
    assert list(Signal.objects.filter(rule="zeros").values_list("subject", flat=True)) == [f"w{large.pk}"]
    signal = Signal.objects.get(rule="zeros")
    assert signal.evidence["days"] >= 14 and signal.evidence["expected"] > 5 and said(signal)


def test_management_that_states_far_less_than_the_union_is_found_and_a_little_less_is_not(cast: Cast) -> None:
    places = factories(cast, 60)
    hides, less = places[5], places[7]
    for place in places:
        for ago in (10, 9, 6, 5, 3):
            ill = 0 if ago in (9, 5) else 2
            report(place, ago, fever=8 if ill and place == hides else ill)
            stated = 0 if place == hides or (place == less and ago == 3) else ill
            report(place, ago, source=Source.MANAGEMENT, fever=stated)
    look()
    assert list(Signal.objects.filter(rule="contradiction").values_list("subject", flat=True)) == [f"w{hides.pk}"]
    assert said(Signal.objects.get(rule="contradiction"))


def test_a_cluster_among_those_who_ride_one_bus_is_found_though_they_are_far_apart(cast: Cast) -> None:
    places = factories(cast, 200)
    weeks(places, 27, ill=0.004, seed=3)
    riders = places[::40]
    bus = SharedPlace.objects.create(kind="bus", name="三号线", territory=cast.plant.territory, source="test")
    Sharing.objects.bulk_create(
        Sharing(shared=bus, workplace=one, since=DAY - timedelta(days=90), source="test") for one in riders
    )
    for one in riders:
        one.daily_reports.filter(day__gt=DAY - timedelta(days=2)).delete()
        report(one, 1, fever=2)
    look()
    signal = Signal.objects.get(rule="shared")
    assert signal.subject == f"s{bus.pk}" and {one.workplace_id for one in signal.places.all()} == {
        one.pk for one in riders
    }
    assert any("三号线" in text for text in said(signal))


def test_the_last_days_are_told_with_what_is_still_to_come(cast: Cast) -> None:
    places = factories(cast, 60)
    weeks(places, 27, ill=0.05)
    look()
    counts = Run.objects.get().counts
    days = counts["last_days"]
    assert counts["delays_from"]["ill"] >= counts["delays_from"]["needed"]
    assert len(days) == 7 and days[-1]["day"] == DAY.isoformat()
    assert all(one["lower"] <= one["expected"] <= one["upper"] and one["known"] <= one["expected"] for one in days)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_a_history_of_delays_one_sentence_says_so_and_no_figure(
    cast: Cast, as_person: Callable[[str], Client], language: str
) -> None:
    """A week of records, in which everybody reports on the day: what may still come is unknown."""
    places = factories(cast, 60)
    weeks(places, 7, ill=0.1)
    look()
    counts = Run.objects.get().counts
    assert counts["last_days"] == [] and counts["delays_from"] == {"ill": 0, "needed": 20, "days": 14}
    client = as_person("officer of district")
    client.cookies["qianshao_language"] = language
    page = client.get("/signals/").content.decode()
    section = page[page.index('id="late"') :].partition("</section>")[0]
    assert "<table" not in section and "14" in section and "20" in section


SERIES = [0, 3, 0, 1, 2, 0, 4, 5, 6, 7]
EVIDENCE: dict[str, dict[str, Any]] = {
    "cluster": {"cases": 5, "cases_of_definition": 5, "days": 14, "tested": 90},
    "suspected": {"cases": 3, "cases_of_definition": 2, "days": 14, "tested": 90, "expected": 0.124},
    "rise": {"cases": 9, "expected": 3.4, "upper": 7.2},
    "season": {"cases": 40, "expected": 18.6, "years": 3, "days": 7, "weekly": True},
    "shared": {"cases": 6, "expected": 1.46, "days": 1, "workplaces": 12, "link": "三号线", "kind": "bus"},
    "scan": {"cases": 6, "expected": 1.46, "days": 3, "workplaces": 12},
    "silence": {"reports": 1, "days": 5, "before": 17, "days_before": 18},
    "silent_township": {"reports": 367, "expected": 512.3, "days": 2},
    "zeros": {"days": 20, "expected": 4.8},
    "contradiction": {"management": 0, "others": 9, "expected": 8.2},
}
EXPECTED = {
    "suspected": "0.1", "rise": "3.4", "season": "19", "shared": "1.5", "scan": "1.5", "silence": "17",
    "silent_township": "512", "zeros": "4.8",
}  # fmt: skip


@pytest.mark.parametrize("rule", RuleName.values)
def test_each_signal_says_in_plain_words_what_was_seen_beside_what_was_to_be_expected(cast: Cast, rule: str) -> None:
    look()
    signal = Signal.objects.create(
        key=rule, run=Run.objects.get(), rule=rule,
        subject="t500113004" if rule in ("rise", "season", "silent_township") else "w1",
        territory="500113004", day=DAY, last_day=DAY, chance=0.01, harm=1, people=31,
        evidence=EVIDENCE[rule] | {"series": SERIES}, seen_at=MORNING,
    )  # fmt: skip
    SignalPlace.objects.create(signal=signal, workplace=cast.plant, rank=0, cases=1)
    words = said(signal)
    if rule in EXPECTED:
        assert EXPECTED[rule] in words[0] and EXPECTED[rule] in words[3]
    drawn = drawing.of_signal(signal.evidence, DAY)
    assert drawn is not None and drawn.below[0].last


def test_one_day_is_named_as_a_day(cast: Cast) -> None:
    look()
    signal = Signal(rule="shared", run=Run.objects.get(), last_day=DAY, evidence=EVIDENCE["shared"], chance=0.01)
    signal.subject, signal.key = "s1", "1"
    signal.day, signal.harm, signal.people, signal.seen_at = DAY, 1, 1, MORNING
    signal.save()
    with translation.override("en"):
        assert f"on {DAY.isoformat()}" in say(signal).seen


def test_of_a_workplace_that_says_nothing_no_number_is_named(cast: Cast) -> None:
    look()
    signal = Signal(rule="silence", run=Run.objects.get(), last_day=DAY, chance=0.01, subject="w1", key="1")
    signal.evidence = EVIDENCE["silence"] | {"reports": 0}
    signal.day, signal.harm, signal.people, signal.seen_at = DAY, 1, 1, MORNING
    signal.save()
    with translation.override("en"):
        assert "not one report in the 5 days" in say(signal).seen
    with translation.override("zh-hans"):
        assert "0 天" not in say(signal).seen

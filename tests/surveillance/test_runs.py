"""Looking at the records of a day: what becomes a signal, and that it does so once."""

from __future__ import annotations

import json
from datetime import date
from unittest import mock

import pytest
from click.testing import CliRunner

from qianshao.core.models import Event
from qianshao.intake.models import Source
from qianshao.registry.models import Workplace
from qianshao.surveillance.commands.surveil import surveil
from qianshao.surveillance.models import Run, Signal
from qianshao.surveillance.wording import say
from tests.cast import DAY, Cast
from tests.surveillance.scene import BANAN, factories, look, report, weeks

pytestmark = pytest.mark.django_db


def keys() -> list[str]:
    return sorted(Signal.objects.values_list("key", flat=True))


def test_five_confirmed_within_a_fortnight_are_a_cluster_in_2022_and_named(cast: Cast) -> None:
    report(cast.plant, 5, confirmed=2)
    report(cast.plant, 0, confirmed=5)
    looked = look()
    signal = Signal.objects.get(rule="cluster")
    assert looked.new and signal.pk in looked.signals
    assert signal.subject == f"w{cast.plant.pk}" and signal.evidence["cases"] == 5
    assert [one.workplace_id for one in signal.places.all()] == [cast.plant.pk]
    said = say(signal)
    assert cast.plant.name in said.seen and "5" in said.seen and said.why and said.chance


def test_one_person_ill_on_many_days_is_no_cluster(cast: Cast) -> None:
    for ago in range(6):
        report(cast.plant, ago, confirmed=1)
    look()
    assert not Signal.objects.exists()


def test_in_february_2020_two_were_a_cluster(cast: Cast) -> None:
    long_ago = (DAY - date(2020, 2, 8)).days
    report(cast.plant, long_ago, confirmed=2)
    look(date(2020, 2, 8))
    assert Signal.objects.get(rule="cluster").evidence["definition"] == "early_2020"


def test_what_a_correction_took_back_is_not_counted(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=6)
    report(cast.plant, 0, revision=2)
    look()
    assert not Signal.objects.exists()


def test_two_sources_of_one_day_are_not_added_up(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=4)
    report(cast.plant, 0, confirmed=4, source=Source.MANAGEMENT)
    look()
    assert not Signal.objects.filter(rule="cluster").exists()


def test_the_same_day_twice_is_one_run_and_the_same_signals(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=6)
    first = look()
    before, events = keys(), Event.objects.count()
    second = look()
    assert second.run == first.run and not second.new and second.signals == first.signals
    assert keys() == before and Event.objects.count() == events and Run.objects.count() == 1


def test_a_cluster_that_goes_on_is_one_signal_and_tells_of_the_newest_day(cast: Cast) -> None:
    report(cast.plant, 1, confirmed=6)
    report(cast.plant, 0, confirmed=9)
    look(DAY.replace(day=7))
    look()
    signal = Signal.objects.get(rule="cluster")
    assert signal.day == DAY.replace(day=7) and signal.last_day == DAY and signal.evidence["cases"] == 9


def test_an_older_day_that_is_looked_at_again_changes_nothing(cast: Cast) -> None:
    report(cast.plant, 1, confirmed=6)
    report(cast.plant, 0, confirmed=9)
    look()
    look(DAY.replace(day=7))
    signal = Signal.objects.get(rule="cluster")
    assert signal.last_day == DAY and signal.evidence["cases"] == 9


def test_who_falls_silent_against_habit_and_peers_is_found(cast: Cast) -> None:
    places = factories(cast, 200)
    weeks(places, 21)
    quiet = places[7]
    quiet.daily_reports.filter(day__gt=DAY.replace(day=2)).delete()
    look()
    assert f"w{quiet.pk}" in Signal.objects.filter(rule="silence").values_list("subject", flat=True)


def test_a_crowd_of_fevers_is_suspected_and_a_single_pair_among_many_is_not(cast: Cast) -> None:
    places = factories(cast, 200)
    weeks(places, 10, ill=0.02)
    report(cast.plant, 0, fever=9)
    cast.plant.headcount = 60
    cast.plant.save()
    look()
    suspected = Signal.objects.filter(rule="suspected").values_list("subject", flat=True)
    assert list(suspected) == [f"w{cast.plant.pk}"]


def test_the_shell_says_it_and_prints_json(cast: Cast) -> None:
    report(cast.plant, 0, confirmed=6)
    given = ["--day", DAY.isoformat(), "--territory", BANAN]
    said = CliRunner().invoke(surveil, given)
    assert said.exit_code == 0 and cast.plant.name in said.output
    printed = CliRunner().invoke(surveil, [*given, "--json"])
    found = json.loads(printed.output)
    assert found["signals"][0]["workplaces"][0]["id"] == cast.plant.pk
    assert found["runs"][0]["new"] is False


def test_a_city_is_spread_over_a_cluster_by_district_with_the_same_signals(cast: Cast) -> None:
    """Two districts, on a worker of its own process; the second look finds that nothing has changed."""
    distributed = pytest.importorskip("distributed")
    report(cast.plant, 0, confirmed=6)
    there = Workplace.objects.filter(district_code="500115").first()
    assert there is not None
    report(there, 0, confirmed=6)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        given = ["--day", DAY.isoformat(), "--json", "--dask", cluster.scheduler_address]
        first = json.loads(CliRunner().invoke(surveil, given, catch_exceptions=False).stdout)
    assert {"500113", "500115"} <= {one["territory"] for one in first["runs"]}
    assert {one["rule"] for one in first["signals"]} == {"cluster"} and len(first["signals"]) == 2
    again = json.loads(CliRunner().invoke(surveil, given[:-2]).stdout)
    assert not any(one["new"] for one in again["runs"]) and again["signals"] == first["signals"]


def test_a_cluster_that_is_not_there_is_said(cast: Cast) -> None:
    pytest.importorskip("distributed")
    report(cast.plant, 0, confirmed=6)
    with mock.patch("distributed.Client", side_effect=OSError):
        said = CliRunner().invoke(surveil, ["--day", DAY.isoformat(), "--dask", "tcp://127.0.0.1:1"])
    assert said.exit_code == 1 and "127.0.0.1:1" in said.output and not Run.objects.exists()

"""A district and a city on two servers. Either is killed in the middle; nothing is lost, nothing is doubled."""

from __future__ import annotations

import faulthandler
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.briefing.exchange.instances import PATIENCE, Instance

ROUNDS = 30
"""Reports, each of which changes the figures of a day."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, Instance]]:
    """Who know each other by their cards."""
    folder = tmp_path_factory.mktemp("two")
    district, city = Instance(folder / "district"), Instance(folder / "city")
    faulthandler.cancel_dump_traceback_later()  # each step has a limit of its own
    district.inside("make")
    city.copy_of(district)
    city.inside("admit", district.inside("card", "500113"))
    district.inside("join", city.inside("card", "50"), city.url)
    yield district, city
    district.stop()
    city.stop()


def test_nothing_is_lost_or_doubled_while_either_is_killed(pair: tuple[Instance, Instance]) -> None:
    faulthandler.cancel_dump_traceback_later()
    district, city = pair
    dice = random.Random(20200208)  # noqa: S311
    feeding = threading.Thread(target=district.inside, args=("feed", str(ROUNDS)))
    feeding.start()
    city.serve()
    district.pass_on()
    for turn in range(3):
        time.sleep(dice.uniform(0.5, 2.5))
        if turn % 2:
            district.kill("exchange")
            district.pass_on()
        else:
            city.kill("serve")
            time.sleep(dice.uniform(0, 0.5))
            city.serve()
    feeding.join()
    deadline = time.monotonic() + PATIENCE
    while (sent := district.inside("sent"))["waiting"] and time.monotonic() < deadline:
        district.inside("send")
    held = city.inside("held")
    assert len(sent["documents"]) > ROUNDS / 2, "too little went to prove anything"
    assert held["documents"] == sent["documents"], "each document is there once, in order"
    assert held["events"] == [number for number, _ in sent["documents"]]
    assert held["figures"] == sent["figures"], "the city holds the figures as the district counts them"


def test_the_city_knows_who_is_late(pair: tuple[Instance, Instance]) -> None:
    district, city = pair
    shown = city.inside("status")
    (below,) = shown["below"]
    assert (below["territory"], below["standing"]) == ("500113", "in_time")
    assert below["figures"]["workplaces"] == 2
    (above,) = district.inside("status")["above"]
    assert above["waiting"] == 0 and above["failure"] == ""


def test_a_city_that_fell_back_to_an_older_copy_gets_the_rest_again(
    pair: tuple[Instance, Instance], tmp_path: Path
) -> None:
    faulthandler.cancel_dump_traceback_later()
    district, city = pair
    if "serve" in city.running:
        city.kill("serve")
    if "exchange" in district.running:
        district.kill("exchange")
    city.inside("backup", str(tmp_path / "older.tar"))
    before = city.inside("held")
    district.inside("feed", "5")
    city.serve()
    district.inside("send")
    assert len(city.inside("held")["documents"]) > len(before["documents"])
    city.kill("serve")
    city.inside("restore", str(tmp_path / "older.tar"), "--replace")
    assert city.inside("held")["documents"] == before["documents"]
    city.serve()
    district.inside("feed", "1")
    district.inside("send")
    assert city.inside("held")["documents"] == district.inside("sent")["documents"]

"""Years of reports become weeks of townships; without years of them the rule on seasons says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from qianshao.intake.models import Source
from qianshao.surveillance.models import Signal
from qianshao.surveillance.queries.history import by_week
from qianshao.surveillance.rules.seasonal import BESIDE, YEAR, years_of
from tests.cast import DAY, Cast
from tests.surveillance.scene import BANAN, factories, look, report

pytestmark = pytest.mark.django_db
LONG_AGO = 7 * (YEAR * 3 + BESIDE + 1) + 3


def test_weeks_end_with_the_day_and_hold_who_is_newly_ill(cast: Cast) -> None:
    town = cast.plant.township_code[:9]
    assert by_week(BANAN, DAY, (town,)).shape == (1, 0)
    report(cast.plant, LONG_AGO, fever=1)
    report(cast.plant, 8, fever=2)
    report(cast.plant, 7, fever=3)
    report(cast.plant, 7, fever=2, source=Source.MANAGEMENT)
    report(cast.plant, 6, fever=3)
    report(cast.plant, 0, fever=5)
    report(cast.plant, 3, fever=9)
    report(cast.plant, 3, revision=2)
    weeks = by_week(BANAN, DAY, (town, "500113999"))
    # Of two sources of a day the larger rise: management had stated nobody before.
    assert weeks[0, -1] == 5 and weeks[0, -2] == 4 and not weeks[1].any()
    assert years_of(weeks.shape[1]) == 3


def test_a_week_far_above_its_season_is_found(cast: Cast) -> None:
    dice = np.random.default_rng(4)
    places = factories(cast, 2)
    for week in range(YEAR * 2 + BESIDE + 3):
        for place in places:
            report(place, 7 * week + 2, fever=int(dice.poisson(4)) + 1)
    for place in places[:1]:
        for ago in (0, 4, 6):
            report(place, ago, fever=12)
    look()
    signal = Signal.objects.get(rule="season")
    assert signal.evidence["years"] == 2 and signal.evidence["cases"] > 3 * signal.evidence["expected"]
    assert signal.subject == f"t{places[0].township_code[:9]}"

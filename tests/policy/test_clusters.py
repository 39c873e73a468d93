from __future__ import annotations

from datetime import date

import pytest

from qianshao.policy import clusters
from qianshao.policy.clusters import PolicyError, definition, parse, shipped


@pytest.mark.parametrize(
    ("day", "cases", "days"),
    [(date(2020, 2, 8), 2, 14), (date(2020, 9, 1), 5, 14), (date(2022, 5, 31), 5, 14), (date(2022, 7, 1), 2, 7)],
)
def test_the_definition_of_the_day_holds(day: date, cases: int, days: int) -> None:
    found = definition(shipped().values(), "confirmed", day)
    assert found is not None
    assert (found.cases, found.days) == (cases, days)


def test_suspicion_has_a_definition_of_its_own() -> None:
    found = definition(shipped().values(), "symptoms", date(2020, 2, 8))
    assert found is not None
    assert (found.code, found.cases, found.days) == ("suspected", 2, 14)


def test_every_day_has_one_definition_of_confirmed() -> None:
    confirmed = [one for one in shipped().values() if one.counts == "confirmed"]
    for day in (date(2020, 1, 1), date(2020, 8, 31), date(2021, 6, 1), date(2022, 6, 1), date(2026, 1, 1)):
        assert sum(one.holds(day) for one in confirmed) == 1


WHOLE = """
[own]
name = { zh-hans = "聚集", en = "Cluster" }
since = 2020-03-01
cases = 3
days = 10
counts = "confirmed"
asymptomatic = false
source = "the district"
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "key"),
    [
        ("cases = 3", "cases = 0", 5, "own.cases"),
        ("cases = 3", "cases = true", 5, "own.cases"),
        ("days = 10", 'days = "ten"', 6, "own.days"),
        ('counts = "confirmed"', 'counts = "all"', 7, "own.counts"),
        ("since = 2020-03-01", 'since = "2020-03-01"', 4, "own.since"),
        ("since = 2020-03-01", "until = 2020-03-01\nsince = 2020-03-02", 4, "own.until"),
        ("days = 10", "weeks = 2", 6, "own.weeks"),
    ],
)
def test_a_fault_is_said_with_line_and_key(right: str, wrong: str, line: int, key: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(WHOLE.replace(right, wrong), source="clusters.toml")
    assert key in {error.key for error in (caught.value, *caught.value.others)}
    assert line in {error.line for error in (caught.value, *caught.value.others)}


@pytest.fixture
def _own(tmp_path_factory: pytest.TempPathFactory, settings: object) -> None:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "clusters.toml").write_text(WHOLE, encoding="utf-8")
    settings.POLICY = folder  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_own")
def test_a_federation_may_have_its_own() -> None:
    found = definition(clusters.in_force().values(), "confirmed", date(2020, 3, 5))
    assert found is not None
    assert found.code == "own"

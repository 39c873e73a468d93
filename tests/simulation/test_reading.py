"""A wrong scenario file is answered with file, line, key and what is allowed."""

from __future__ import annotations

import pytest

from qianshao.simulation.reading import ScenarioError, read, shipped, shipped_names
from qianshao.simulation.reading.shipped import FOLDER

TEXT = (FOLDER / "sars-cov-2-2020.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ("[care]\n", "[care]\ncolour = 1\n", "care.colour", "share, delay"),
        ("asymptomatic = { value = 0.2,", "asymptomatic = { value = 1.2,", "course.asymptomatic", "from 0 to 1"),
        ("asymptomatic = { value = 0.2,", 'asymptomatic = { value = "much",', "course.asymptomatic", "a number"),
        ("latent_least = { value = 0.5,", "latent_least = { value = -0.5,", "course.latent_least", "from 0 to 3650"),
        ("mean = 4.6, sd = 2.5,", "mean = -4.6, sd = 2.5,", "care.delay", "a number above 0"),
        ('value = 45, unit = "days"', "value = 45", "horizon.days", 'unit = "days"'),
        ('value = 45, unit = "days"', 'value = 45, unit = "weeks"', "horizon.days", '"days"'),
        ("value = 45,", "value = 45.5,", "horizon.days", "whole number"),
        ("value = 45,", "value = nan,", "horizon.days", "whole number"),
        ('distribution = "lognormal"', 'distribution = "normal"', "course.incubation", "lognormal"),
        ("meanlog = 1.621, ", "", "course.incubation", "meanlog"),
        ("range = [0.0, 0.6]", "range = [0.6, 0.0]", "population.dormitory_share", "the smaller first"),
        ('value = "contacts"', 'value = "pray"', "response.first", "isolate"),
        ('sees = "infected"', 'sees = "ghosts"', "watching.testing.sees", "symptomatic, infected"),
        ("value = [0.25,", "value = [2,", "population.households", "0 to 1"),
        ("smallest = { value = 4,", "smallest = { value = 4000,", "population.smallest", "population.largest"),
        ("[care]", "[caring]", "caring", "care"),
        (', source = "by definition: it is open every day"', "", "watching.workers_line.every", "source"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, key: str, allowed: str) -> None:
    assert old in TEXT
    broken = TEXT.replace(old, new, 1)
    with pytest.raises(ScenarioError) as told:
        read(broken, "mine.toml")
    found = next(error for error in (told.value, *told.value.others) if error.key == key)
    assert allowed in found.what
    name = key.rpartition(".")[2]
    line = broken.splitlines()[found.line - 1]
    assert line.startswith((name, f"[{key}]", f"[{key.rpartition('.')[0]}]"))
    assert str(found).startswith(f"mine.toml:{found.line} {key}: ")


def test_all_that_is_wrong_is_told_at_once_and_in_order() -> None:
    broken = TEXT.replace("value = 45,", "value = 0,").replace("stays_home = {", "stays_hone = {")
    with pytest.raises(ScenarioError) as told:
        read(broken, "mine.toml")
    keys = [error.key for error in (told.value, *told.value.others)]
    assert keys == ["horizon.days", "course.stays_home", "course.stays_hone"]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(ScenarioError) as told:
        read(TEXT + "\n= 3\n", "mine.toml")
    assert told.value.line == len(TEXT.splitlines()) + 2


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_hold_and_every_number_has_a_source(name: str) -> None:
    found = shipped(name)
    assert len(found.layers) == 5 and found.titles["zh-hans"]
    assert "concealment.chance" in found.uncertain()
    assert all(one.source for one in found.parameters.values())


def test_a_file_that_was_read_gives_the_values_that_it_says() -> None:
    found = read(TEXT.replace("value = 45,", "value = 46,", 1), "mine.toml")
    assert found.number("horizon.days") == 46 and found.text.startswith("#")

"""What does not hold in a policy file is said with the right line and key, and all of it at once."""

from __future__ import annotations

import pytest

from qianshao.policy import loading, reporting
from qianshao.policy.ladder import Rung, Term, Who
from qianshao.policy.loading import PolicyError

GOOD = """# a policy
[crowding]
name = { zh-hans = "拥挤 [甲]", en = "Crowding { #1 }" }
severity = 2
follow_up = { hours = 24 }
basis = "国发明电〔2020〕4号"  # where it was read
ladder = [
    { who = "affiliated", hours = 1.5 },
    # the township first
    { who = "township", hours = 8 },
    { who = "district", working_days = 2 },
]

[other]
name = { zh-hans = "其他", en = "Other" }
severity = 3
follow_up = { working_days = 5 }
basis = "工会法"
ladder = [ { who = "district", hours = 4 }, { who = "city", hours = 8 } ]
workers_may_report = false
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        loading.parse(text, source="x.toml")
    error = caught.value
    assert str(error).startswith(f"x.toml:{error.line} {error.key}: ")
    return [(one.line, one.key) for one in (error, *error.others)]


def test_a_good_file_is_read() -> None:
    policy = loading.parse(GOOD, source="x.toml")
    crowding = policy.of("crowding")
    assert crowding.ladder == (
        Rung(Who.AFFILIATED, Term(hours=1.5)),
        Rung(Who.TOWNSHIP, Term(hours=8)),
        Rung(Who.DISTRICT, Term(working_days=2)),
    )
    assert crowding.workers_may_report
    assert not policy.of("other").workers_may_report
    assert policy.of("no longer named").code == "other"
    assert crowding.name("en") == "Crowding { #1 }"
    assert crowding.name("ko") == "拥挤 [甲]"


def test_the_shipped_files_hold() -> None:
    assert len(loading.in_force().categories) >= 10
    assert reporting.shipped().due.hour == 10


def test_the_version_follows_the_text() -> None:
    assert loading.parse(GOOD, source="x").version != loading.parse(GOOD + "\n", source="x").version


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("severity = 2", "severity = 4", 4, "crowding.severity"),
        ("severity = 2", "severity = true", 4, "crowding.severity"),
        ("severity = 2\n", "", 2, "crowding.severity"),
        ("severity = 3", "severity = 2.0", 16, "other.severity"),
        ('en = "Crowding { #1 }"', 'en = ""', 3, "crowding.name"),
        (', en = "Crowding { #1 }"', "", 3, "crowding.name"),
        ("{ hours = 24 }", "{ hours = -1 }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", "{ hours = true }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", "{ hours = inf }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", "{ hours = nan }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", "{ hours = 1, working_days = 1 }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", "{ days = 1, hours = 1 }", 5, "crowding.follow_up"),
        ("{ hours = 24 }", '"24 h"', 5, "crowding.follow_up"),
        ('basis = "国发明电〔2020〕4号"', "basis = 4", 6, "crowding.basis"),
        ('who = "affiliated"', 'who = "nobody"', 8, "crowding.ladder"),
        ("hours = 1.5", "hours = 0", 8, "crowding.ladder"),
        ("hours = 8 },\n    { who", 'hours = "8" },\n    { who', 10, "crowding.ladder"),
        ("working_days = 2", "working_days = 1.5", 11, "crowding.ladder"),
        ('who = "district", working', 'why = "district", working', 11, "crowding.ladder"),
        ('who = "township"', 'who = "affiliated"', 10, "crowding.ladder"),
        ('who = "township"', 'who = "city"', 11, "crowding.ladder"),
        ('{ who = "city", hours = 8 }', "3", 19, "other.ladder"),
        ("workers_may_report = false", 'workers_may_report = "no"', 20, "other.workers_may_report"),
        ("workers_may_report = false", "workers_must_report = true", 20, "other.workers_must_report"),
        ("[crowding]", "[Crowding]", 2, "Crowding"),
        ("[crowding]", f"[{'c' * 41}]", 2, "c" * 41),
        ("[other]", "[others]", 1, "[…]"),
        ("severity = 2", "severity = ", 4, "TOML"),
        ('ladder = [ { who = "district"', 'ladder = [ [ { who = "district"', 20, "TOML"),
        ("# a policy", "loose = 1", 1, "loose"),
    ],
)
def test_a_fault_is_found_where_it_stands(old: str, new: str, line: int, key: str) -> None:
    assert GOOD.count(old) == 1
    assert faults(GOOD.replace(old, new)) == [(line, key)]


def test_all_faults_are_said_at_once_in_order() -> None:
    text = GOOD.replace("severity = 3", "severity = 9").replace('basis = "国发', 'basis = " "\n# "国发')
    text = text.replace("hours = 1.5", "hours = -2")
    assert faults(text) == [(6, "crowding.basis"), (9, "crowding.ladder"), (17, "other.severity")]


def test_an_empty_file_is_no_policy() -> None:
    assert faults("") == [(1, "[…]")]


DAILY = 'due = "10:00"\ndays_back = 14\nlargest_headcount = 5\nabsent_unexplained = 3\ndays_of_masks = 1\n'
DAILY += "flood_minutes = 10\nflood_at_workplace = 500\nflood_in_district = 1500\nflood_factor = 10\n"
DAILY += "small_workplace = 20\nbelow_hours = 24\n"
DAILY += "proof_bits = 16\nquarantine_hours = 12\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('"10:00"', '"25:00"', 1, "due"),
        ('"10:00"', "10", 1, "due"),
        ("days_back = 14", "days_back = 0", 2, "days_back"),
        ("days_back = 14", "days_back = true", 2, "days_back"),
        ("days_of_masks = 1", "days_of_mask = 1", 1, "days_of_masks"),
    ],
)
def test_the_policy_on_daily_reports_is_checked_too(old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(PolicyError) as caught:
        reporting.parse(DAILY.replace(old, new), source="r.toml")
    assert (caught.value.line, caught.value.key) == (line, key)


def test_a_time_may_be_written_as_toml_has_it() -> None:
    assert reporting.parse(DAILY.replace('"10:00"', "09:30:00"), source="r.toml").due.minute == 30

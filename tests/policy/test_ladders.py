"""What a ladder may say beside whose turn it is: faults where they stand, a federation's own file, and versions."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from qianshao.policy import loading
from qianshao.policy.ladder import Asked, Category, Instrument, Proposal, Term, UnderOrder, Who
from qianshao.policy.loading import PolicyError

OWN = """# a federation's own
[crowding]
name = { zh-hans = "拥挤", en = "Crowding" }
severity = 1
basis = "本会规定"
follow_up = { days = 2 }
under_order = { first = false, percent = 50 }

[[crowding.ladder]]
who = "affiliated"
otherwise = "district"
days = 1
do.zh-hans = "打电话"
do.en = "Call"

[[crowding.ladder]]
who = "city"
hours = 4
letters = ["opinion", "recommendation"]
refer = ["authority", "command"]
propose = ["evacuation", "hold_restart"]
"""


def test_everything_that_a_ladder_may_say_is_read() -> None:
    crowding = loading.parse_own(OWN, source="x")["crowding"]
    first, second = crowding.ladder
    assert (first.who, first.stands_in, first.term) == (Who.AFFILIATED, Who.DISTRICT, Term(days=1))
    assert (first.must("en"), first.must("ko"), second.must("en")) == ("Call", "打电话", "")
    assert second.letters == (Instrument.OPINION, Instrument.RECOMMENDATION)
    assert second.refer == (Asked.AUTHORITY, Asked.COMMAND)
    assert second.propose == (Proposal.EVACUATION, Proposal.HOLD_RESTART)
    assert (crowding.follow_up, crowding.under_order) == (Term(days=2), UnderOrder(first=False, percent=50))


@pytest.mark.parametrize(
    ("old", "new", "line", "allowed"),
    [
        ("days = 1", "days = 1.5", 12, "days are whole"),
        ("days = 1", "hours = 2\ndays = 1", 12, "one of hours, days, working_days"),
        ("days = 1\n", "", 9, "one of hours, days, working_days"),
        ('otherwise = "district"', 'otherwise = "affiliated"', 11, "township, district"),
        ('who = "city"\n', 'who = "city"\notherwise = "township"\n', 18, "beside who = 'affiliated' only"),
        ('who = "city"', 'who = "mayor"', 17, "affiliated, township, district"),
        ('who = "city"', 'who = "affiliated"', 17, "twice"),
        ('do.en = "Call"\n', "", 13, "zh-hans, en"),
        ('do.en = "Call"', 'do.en = ""', 13, "zh-hans, en"),
        ('["opinion", "recommendation"]', '["opinion", "postcard"]', 19, "reminder, opinion, rectification"),
        ('["opinion", "recommendation"]', '["opinion", "opinion"]', 19, "at most once"),
        ('["authority", "command"]', '"authority"', 20, "a list of authority, command"),
        ('["evacuation", "hold_restart"]', '["strike"]', 21, "hold_restart, evacuation"),
        ("refer =", "refers =", 20, "a rung has no refers"),
        ("percent = 50", "percent = 5", 7, "10 to 100"),
        ("percent = 50", 'percent = "half"', 7, "10 to 100"),
        ("first = false", "first = 1", 7, "true or false"),
        ("{ first = false, percent = 50 }", "{ who = 1 }", 7, "first = true or false"),
        ("{ first = false, percent = 50 }", "50", 7, "first = true or false"),
        ("follow_up = { days = 2 }", "follow_up = { weeks = 2 }", 6, "hours, days, working_days"),
    ],
)
def test_a_fault_is_found_where_it_stands_and_says_what_is_allowed(old: str, new: str, line: int, allowed: str) -> None:
    assert OWN.count(old) == 1
    with pytest.raises(PolicyError) as caught:
        loading.parse_own(OWN.replace(old, new), source="own.toml")
    assert (caught.value.line, caught.value.others) == (line, ())
    assert allowed in caught.value.what
    assert str(caught.value).startswith(f"own.toml:{line} crowding.")


# --- a federation's own file ------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Path:
    settings.POLICY = tmp_path
    return tmp_path / loading.CATEGORIES


def test_without_a_file_of_its_own_the_shipped_one_holds(own: Path) -> None:
    assert loading.in_force() is loading.shipped()


def test_it_replaces_the_categories_that_it_names_and_no_other(own: Path) -> None:
    own.write_text(OWN, encoding="utf-8")
    policy, shipped = loading.in_force(), loading.shipped()
    assert policy.of("crowding").severity == 1
    assert policy.of("retaliation") == shipped.of("retaliation")
    assert list(policy.categories) == list(shipped.categories), "and the order stays"
    assert policy.version != shipped.version
    again = loading.parse(policy.text, source="x", own_text=policy.own_text)
    assert again == policy, "what was kept is the same policy"


def test_it_may_add_a_category(own: Path) -> None:
    own.write_text(OWN.replace("crowding", "heat"), encoding="utf-8")
    assert loading.in_force().of("heat").severity == 1


def test_a_change_holds_at_once_and_the_way_back_is_the_old_version(own: Path) -> None:
    own.write_text(OWN, encoding="utf-8")
    first = loading.in_force()
    _write_later(own, OWN.replace("hours = 4", "hours = 5"), 1)
    assert loading.in_force().of("crowding").ladder[1].term == Term(hours=5)
    _write_later(own, OWN, 2)
    assert loading.in_force().version == first.version
    own.unlink()
    assert loading.in_force() is loading.shipped()


@pytest.mark.parametrize("fault", ["severity = 9", "[", "\x00"])
def test_a_file_with_a_fault_changes_nothing_and_says_so(
    own: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    own.write_text(OWN, encoding="utf-8")
    good = loading.in_force()
    _write_later(own, OWN.replace("severity = 1", fault), 1)
    with caplog.at_level(logging.ERROR):
        assert loading.in_force() is good
    assert f"{own}:4 " in caplog.text or f"{own}:5 " in caplog.text


def test_a_first_file_with_a_fault_leaves_the_shipped_one(own: Path) -> None:
    own.write_bytes(OWN.encode("gb18030"))
    assert loading.in_force() is loading.shipped()


def _write_later(path: Path, text: str, seconds: int) -> None:
    """With a time of its own, however coarse the clock of the file system."""
    path.write_text(text, encoding="utf-8")
    stamp = path.stat().st_mtime + seconds
    os.utime(path, (stamp, stamp))


# --- the shipped file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", loading.shipped().categories.values(), ids=lambda one: one.code)
def test_each_shipped_ladder_says_what_is_to_be_done_and_ends_at_the_top(category: Category) -> None:
    assert category.ladder[-1].who is Who.NATIONAL
    assert all(rung.must("zh-hans") and rung.must("en") for rung in category.ladder)
    assert any(rung.letters for rung in category.ladder)
    assert any(rung.refer for rung in category.ladder)

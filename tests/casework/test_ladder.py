"""Whose turn it is: the rules of the ladder, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.casework.rules.ladder import FALLBACK, Turn, climb, next_rung
from qianshao.policy.ladder import Category, Rung, Term, Who
from qianshao.registry.rules.duties import AFFILIATED, AUTHORITY, COMMAND, TERRITORIAL, Duty

NATION, PROVINCE, CITY, DISTRICT, TOWNSHIP, GROUP, ENTERPRISE, COMMAND_POST, BUREAU = range(1, 10)
LEVELS = {
    NATION: 0,
    PROVINCE: 1,
    CITY: 2,
    DISTRICT: 3,
    TOWNSHIP: 4,
    GROUP: 0,
    ENTERPRISE: 6,
    COMMAND_POST: 3,
    BUREAU: 3,
}


def duty(body: int, tie: str = TERRITORIAL, kind: str = "federation") -> Duty:
    return Duty(tie, body, str(body), kind, LEVELS[body], "", "", "test", None, None, stated=False)


PLACE = [duty(body) for body in (TOWNSHIP, DISTRICT, PROVINCE, NATION)]
"""A municipality: no federation of a city between district and province."""
GROUP_LINE = [duty(GROUP, AFFILIATED, "group_union"), duty(NATION, AFFILIATED)]
OWN_UNION = duty(ENTERPRISE, AFFILIATED, "enterprise_union")
OTHERS = [duty(COMMAND_POST, COMMAND, "command"), duty(BUREAU, AUTHORITY, "authority")]

HOURS = {Who.AFFILIATED: 2, Who.TOWNSHIP: 3, Who.DISTRICT: 4, Who.CITY: 12, Who.PROVINCE: 24, Who.NATIONAL: 48}


def category(*whose: Who) -> Category:
    ladder = tuple(Rung(who, Term(hours=HOURS[who])) for who in whose)
    return Category("x", {"zh-hans": "x"}, 2, ladder, Term(hours=24), "test")


FROM_LINE = category(Who.AFFILIATED, Who.DISTRICT, Who.CITY, Who.PROVINCE, Who.NATIONAL)
FROM_TOWNSHIP = category(Who.TOWNSHIP, Who.DISTRICT, Who.CITY, Who.PROVINCE, Who.NATIONAL)
BOTH = category(Who.AFFILIATED, Who.TOWNSHIP, Who.DISTRICT, Who.CITY)


@pytest.mark.parametrize(
    ("kind", "duties", "order", "bodies"),
    [
        # The line first, then the territory; a level without a federation is skipped.
        (FROM_LINE, [*PLACE, *GROUP_LINE], None, [GROUP, DISTRICT, PROVINCE, NATION]),
        (FROM_TOWNSHIP, [*PLACE, *GROUP_LINE], None, [TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        # The enterprise's own union is left out, wherever it stands.
        (FROM_LINE, [*PLACE, OWN_UNION, *GROUP_LINE], None, [GROUP, DISTRICT, PROVINCE, NATION]),
        # No line known: the township stands in.
        (FROM_LINE, PLACE, None, [TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        (FROM_LINE, [*PLACE, OWN_UNION], None, [TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        (BOTH, PLACE, None, [TOWNSHIP, DISTRICT]),
        # The line is the territory's: each body once.
        (BOTH, [*PLACE, duty(TOWNSHIP, AFFILIATED), duty(DISTRICT, AFFILIATED)], None, [TOWNSHIP, DISTRICT]),
        # Authorities and commands answer for a workplace, and own no case.
        (FROM_TOWNSHIP, [*OTHERS, *PLACE], None, [TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        # Missing federations.
        (FROM_TOWNSHIP, [duty(NATION)], None, [NATION]),
        (BOTH, [duty(NATION)], None, [NATION]),
        (BOTH, [duty(PROVINCE), duty(NATION)], None, [NATION]),
        (BOTH, OTHERS, None, []),
        # An order: its body first, the line and what is below have no turn.
        (FROM_LINE, [*PLACE, *GROUP_LINE], DISTRICT, [DISTRICT, PROVINCE, NATION]),
        (FROM_TOWNSHIP, PLACE, DISTRICT, [DISTRICT, PROVINCE, NATION]),
        (FROM_TOWNSHIP, PLACE, PROVINCE, [PROVINCE, NATION]),
        (FROM_TOWNSHIP, PLACE, NATION, [NATION]),
        (FROM_TOWNSHIP, PLACE, TOWNSHIP, [TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        # An order for a group union, which stands on no level of the territory.
        (FROM_TOWNSHIP, PLACE, GROUP, [GROUP, TOWNSHIP, DISTRICT, PROVINCE, NATION]),
        (FROM_TOWNSHIP, [], GROUP, [GROUP]),
    ],
)
def test_climb(kind: Category, duties: list[Duty], order: int | None, bodies: list[int]) -> None:
    assert [turn.body_id for turn in climb(kind, duties, order_body=order)] == bodies


def test_each_has_the_term_of_its_rung() -> None:
    assert climb(FROM_LINE, [*PLACE, *GROUP_LINE])[:2] == [Turn(GROUP, Term(hours=2)), Turn(DISTRICT, Term(hours=4))]
    assert climb(FROM_LINE, PLACE)[0] == Turn(TOWNSHIP, Term(hours=2)), "whoever stands in has that rung's term"
    assert climb(FROM_LINE, PLACE, order_body=DISTRICT)[0] == Turn(DISTRICT, Term(hours=2))
    assert climb(BOTH, [duty(NATION)]) == [Turn(NATION, FALLBACK)]


@pytest.mark.parametrize(
    ("had_a_turn", "rung", "following"),
    [
        ({GROUP}, 0, DISTRICT),
        ({GROUP, DISTRICT}, 1, PROVINCE),
        # Handed down by the district: it is above both.
        ({DISTRICT, TOWNSHIP}, 1, PROVINCE),
        # Handed up.
        ({GROUP, PROVINCE}, 0, NATION),
        # The last one repeats.
        ({NATION}, 3, NATION),
        # Nobody of them is on the ladder any more.
        ({BUREAU}, 0, DISTRICT),
        ({BUREAU}, 7, NATION),
    ],
)
def test_next_rung(had_a_turn: set[int], rung: int, following: int) -> None:
    bodies = [GROUP, DISTRICT, PROVINCE, NATION]
    assert bodies[next_rung(bodies, had_a_turn, rung)] == following


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True), st.sets(st.integers(1, 9)), st.integers(0, 9))
def test_a_deadline_that_passes_brings_it_above_all_who_had_a_turn(bodies: list[int], had: set[int], rung: int) -> None:
    following = next_rung(bodies, had, rung)
    assert 0 <= following < len(bodies)
    assert bodies[following] not in had or following == len(bodies) - 1

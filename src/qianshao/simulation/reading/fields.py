"""What a scenario file may say: its keys, their units, and between what their values lie."""

from __future__ import annotations

from dataclasses import dataclass

NUMBER, WHOLE, DISTRIBUTION, SHARES, WORD = "number", "whole number", "distribution", "list of shares", "word"


@dataclass(frozen=True, slots=True)
class Field:
    unit: str
    low: float = 0.0
    high: float = 1.0
    kind: str = NUMBER
    words: tuple[str, ...] = ()
    default: float | None = None
    """Where there is one the key may be left out."""


SHARE = Field("share")
DAYS = Field("days", 0, 3650)
WHOLE_DAYS = Field("days", 1, 3650, WHOLE)
SPAN = Field("days", 0, 3650, DISTRIBUTION)
PEOPLE = Field("persons", 1, 1_000_000, WHOLE)
ATTACK = Field("share of those met", 0, 0.999)
MINUTES = Field("minutes", 0, 1440)
YUAN = Field("yuan", 0, 1e6)
RESPONSES = ("isolate", "contacts", "workshop", "workplace")

TABLES: dict[str, dict[str, Field]] = {
    "horizon": {
        "days": Field("days", 1, 1000, WHOLE),
        "importation": Field("infections per 100,000 persons and day", 0, 1000),
        "cluster_window": WHOLE_DAYS,
    },
    "population": {
        "workplaces": Field("workplaces", 1, 10_000_000, WHOLE),
        "smallest": PEOPLE,
        "largest": PEOPLE,
        "exponent": Field("none", 0.5, 5),
        "households": Field("shares of households by size", 0, 1, SHARES),
        "others_work": SHARE,
        "workshop": PEOPLE,
        "shifts": Field("shifts", 1, 6, WHOLE),
        "shifts_from": PEOPLE,
        "dormitory_share": SHARE,
        "dormitory_from": PEOPLE,
        "room": PEOPLE,
        "canteen_from": PEOPLE,
        "working_week": Field("days", 1, 7, WHOLE),
    },
    "course": {
        "incubation": SPAN,
        "presymptomatic": SPAN,
        "latent_least": DAYS,
        "infectiousness": SPAN,
        "symptoms": SPAN,
        "shedding": SPAN,
        "asymptomatic": SHARE,
        "stays_home": SHARE,
        "stays_home_after": SPAN,
    },
    "transmission": {
        "home": ATTACK,
        "room": ATTACK,
        "workshop": ATTACK,
        "workshop_contacts": Field("persons", 0, 1_000_000, WHOLE),
        "canteen": ATTACK,
        "canteen_contacts": Field("persons", 0, 1_000_000, WHOLE),
        "community": Field("infections per case", 0, 100),
        "asymptomatic_infectiousness": Field("ratio", 0, 10),
        "dispersion": Field("none", 0.01, 1e6),
        "crowding": Field("none", 0.01, 1e6),
    },
    "screening": {"gate": Field("share per day with symptoms", 0, 1)},
    "care": {"share": SHARE, "delay": SPAN},
    "concealment": {"chance": SHARE},
    "response": {
        "first": Field("none", kind=WORD, words=RESPONSES),
        "again": Field("none", kind=WORD, words=RESPONSES),
        "delay": Field("days", 0, 365, WHOLE),
        "isolation": WHOLE_DAYS,
        "closure": WHOLE_DAYS,
        "test_sensitivity": SHARE,
        "test_delay": Field("days", 0, 60, WHOLE),
        "home_leak": SHARE,
        "false_alarm_days": DAYS,
    },
    "worth": {"infection": Field("minutes", 0, 1e7), "minute": Field("yuan", 0, 1000)},
}
MEASURE = {"coverage": SHARE} | {
    place: Field("share of infections prevented", default=0.0)
    for place in ("home", "room", "workshop", "canteen", "community")
}
LAYER = {
    "coverage": SHARE,
    "sensitivity": Field("share per look", 0, 1),
    "every": Field("days", 1, 365, WHOLE),
    "delay": SPAN,
    "false_alarms": Field("per worker and day", 0, 1),
    "minutes_per_worker": MINUTES,
    "minutes_per_workplace": MINUTES,
    "yuan_per_worker": YUAN,
    "yuan_per_workplace": YUAN,
    "silenced": SHARE,
}
SEES = ("symptomatic", "infected")
LANGUAGES = ("en", "zh-hans")
MOST_LAYERS = 8
"""2 to the power of it combinations are run."""

PARAMETER_KEYS = ("value", "unit", "source", "range")

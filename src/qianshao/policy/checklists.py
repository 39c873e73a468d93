"""Checklists: what is looked at in a workplace, from which value on it fails, and what law or guideline says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qianshao.policy.ladder import Term
from qianshao.policy.words import told

GROUPS: dict[str, dict[str, str]] = {
    "mechanism": {"zh-hans": "机制", "en": "Mechanism"},
    "screening": {"zh-hans": "排查", "en": "Screening"},
    "training": {"zh-hans": "培训", "en": "Training"},
    "monitoring": {"zh-hans": "监测", "en": "Monitoring"},
    "supplies": {"zh-hans": "物资", "en": "Supplies"},
    "premises": {"zh-hans": "场所", "en": "Premises"},
    "dormitory": {"zh-hans": "宿舍", "en": "Dormitory"},
    "canteen": {"zh-hans": "食堂", "en": "Canteen"},
    "shifts": {"zh-hans": "班次", "en": "Shifts"},
    "transport": {"zh-hans": "通勤", "en": "Transport"},
    "isolation": {"zh-hans": "隔离", "en": "Isolation"},
}

YES_NO = "yes_no"
UNITS: dict[str, dict[str, str]] = {
    YES_NO: {"zh-hans": "", "en": ""},
    "documents": {"zh-hans": "份", "en": "documents"},
    "persons": {"zh-hans": "人", "en": "persons"},
    "percent": {"zh-hans": "%", "en": "%"},
    "days": {"zh-hans": "天", "en": "days"},
    "celsius": {"zh-hans": "℃", "en": "°C"},
    "times_per_day": {"zh-hans": "次/天", "en": "times a day"},
    "lines": {"zh-hans": "条", "en": "lines"},
    "reports_per_day": {"zh-hans": "次/天", "en": "reports a day"},
    "days_of_use": {"zh-hans": "天用量", "en": "days of use"},
    "hours": {"zh-hans": "小时", "en": "hours"},
    "per_entrance": {"zh-hans": "个/出入口", "en": "per entrance"},
    "minutes": {"zh-hans": "分钟", "en": "minutes"},
    "devices": {"zh-hans": "台", "en": "devices"},
    "square_metres": {"zh-hans": "平方米", "en": "m²"},
    "metres": {"zh-hans": "米", "en": "m"},
    "rooms": {"zh-hans": "间", "en": "rooms"},
}
PERCENT = "percent"


class Limit(StrEnum):
    """How a measure is judged."""

    WANT = "want"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured. ``threshold`` is a truth value for ``want``, else a number in ``unit``; from
    ``grave`` on it cannot be worse."""

    code: str
    names: dict[str, str]
    unit: str
    limit: Limit
    threshold: float | bool
    grave: float

    @property
    def is_yes_no(self) -> bool:
        return self.unit == YES_NO

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def unit_name(self, language: str | None) -> str:
        return told(UNITS[self.unit], language)


@dataclass(frozen=True, slots=True)
class Item:
    """It is met when each of its measures is. ``optional``: a workplace may have nothing of the kind."""

    code: str
    number: int
    group: str
    names: dict[str, str]
    critical: bool
    optional: bool
    category: str
    basis: dict[str, str]
    measures: tuple[Measure, ...]

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def group_name(self, language: str | None) -> str:
        return told(GROUPS[self.group], language)

    def says(self, language: str | None) -> str:
        """The law or the guideline."""
        return told(self.basis, language)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long until somebody looks again."""

    critical: Term
    failed: Term
    refused: Term


@dataclass(frozen=True, slots=True)
class Checklist:
    """``version`` is a fingerprint of the text: the same text is the same version, wherever and whenever."""

    code: str
    version: str
    names: dict[str, str]
    territory: str
    since: date | None
    until: date | None
    follow_up: FollowUp
    source: str
    items: dict[str, Item]
    text: str

    def name(self, language: str | None) -> str:
        return told(self.names, language)

    def holds(self, territory: str, day: date) -> bool:
        in_time = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and territory.startswith(self.territory)


def choose(known: Iterable[Checklist], territory: str, day: date) -> Checklist | None:
    """The most exact one that holds in a division on a day; of equals the one that began last."""
    fitting = [one for one in known if one.holds(territory, day)]
    return max(fitting, key=lambda one: (len(one.territory), one.since or date.min, one.code), default=None)


__all__ = [
    "GROUPS",
    "PERCENT",
    "UNITS",
    "YES_NO",
    "Checklist",
    "FollowUp",
    "Item",
    "Limit",
    "Measure",
    "choose",
    "told",
]

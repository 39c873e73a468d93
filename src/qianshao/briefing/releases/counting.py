"""What a release counts: the queries, and the words that say what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Sum
from django.db.models.functions import Substr, TruncDate

from qianshao.briefing.queries import BELOW
from qianshao.briefing.rules.releases.tables import ALL, Axis, Table, Words, with_sums
from qianshao.casework.models import Case
from qianshao.core.prefixes import starts_with
from qianshao.intake.models import DayTally
from qianshao.policy import loading
from qianshao.registry import queries as registry
from qianshao.registry.models import Territory
from qianshao.registry.rules.industry import ENGLISH, SECTIONS
from qianshao.registry.scope import EVERYTHING
from qianshao.resumption import queries as resumption
from qianshao.surveillance.queries.districts import districts
from qianshao.surveillance.queries.records import records

LEAD = 14
"""Days before the period that are read as well: whoever was ill before it began is not newly ill in it."""

TERRITORY: Words = {"zh-hans": "区划", "en": "Division"}
DAY: Words = {"zh-hans": "日期", "en": "Day"}
KIND: Words = {"zh-hans": "隐患类别", "en": "Kind of danger"}
INDUSTRY: Words = {"zh-hans": "行业门类", "en": "Industry"}
WHOLE: Words = {"zh-hans": "合计", "en": "Total"}
UNKNOWN: Words = {"zh-hans": "未登记", "en": "not known"}
WORKPLACES: Words = {
    "zh-hans": "期末日在册的用人单位数",
    "en": "Workplaces on the register on the last day",
}
PEOPLE: Words = {
    "zh-hans": "期末日在册用人单位的职工总数（按登记的人数）",
    "en": "People at the workplaces on the register on the last day, by their registered head-counts",
}

Counts = Mapping[tuple[str, ...], int]


def tables(territory: Territory, first: date, last: date) -> list[Table]:
    """All that goes into a release, as it stands now: what tells of workplaces first, as it is shown whole."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        _table(
            "reports",
            ("收到的日报", "Daily reports received"),
            (
                "由企业工会报送的日报，每单位每日计一份",
                "Daily reports by enterprise unions, one for each workplace and day",
            ),
            territory,
            last,
            (_days(days),),
            _reports(territory.code, first, last),
        ),
        _table(
            "restarted",
            ("期末日已复工的用人单位", "Workplaces that have restarted by the last day"),
            (
                "按复工台账，期末日状态为“已复工”的用人单位，按行业门类；不含从未停工的单位",
                "Workplaces whose standing in the restart ledger is “working” on the last day, by industry; "
                "those that never stopped are not among them",
            ),
            territory,
            last,
            (_industries(),),
            _restarted(territory.code, last),
        ),
        _table(
            "dangers",
            ("期间受理的隐患事项", "Cases opened on dangers"),
            (
                "期间新立的事项，按用人单位所在区划、隐患类别和立案日期（北京时间）；同一单位同一隐患未结时不重复立案",
                "Cases opened in the period, by division of the workplace, kind of danger and day of opening (China "
                "time); a second report of a danger whose case is open joins that case",
            ),
            territory,
            last,
            (_kinds(), _days(days)),
            _dangers(territory.code, first, last),
            of_people=True,
        ),
        *_illness(territory, days),
    ]


def _table(
    code: str,
    title: tuple[str, str],
    query: tuple[str, str],
    territory: Territory,
    last: date,
    axes: tuple[Axis, ...],
    counts: Counts,
    *,
    of_people: bool = False,
    people: bool = False,
) -> Table:
    places = _places(territory, last, {key[0] for key in counts})
    axes = (places, *axes)
    codes = [tuple(axis.dimension.codes[leaf] for leaf in axis.dimension.leaves) for axis in axes]
    index = [{one: place for place, one in enumerate(of)} for of in codes]
    leaves = np.zeros([len(of) for of in codes], np.int64)
    for key, count in counts.items():
        leaves[tuple(index[axis][one] for axis, one in enumerate(key))] += count
    return Table(
        code=code,
        title={"zh-hans": title[0], "en": title[1]},
        query={"zh-hans": query[0], "en": query[1]},
        denominator=PEOPLE if people else WORKPLACES,
        axes=axes,
        values=with_sums(leaves, axes),
        of_people=of_people,
        denominators=_denominators(territory.code, tuple(places.codes), last, people=people),
    )


# --- by what ------------------------------------------------------------------------------------------------


def _places(territory: Territory, last: date, counted: Iterable[str]) -> Axis:
    """The territory and the divisions below it; a township is counted as itself."""
    names = {territory.code: territory.name}
    if BELOW[len(territory.code)] > len(territory.code):
        names |= {one.code: one.name for one in registry.children(territory.code, last)}
    gone = set(counted) - set(names)
    names |= dict(Territory.objects.filter(code__in=gone).order_by("code").values_list("code", "name"))
    words = {code: {"zh-hans": name, "en": name} for code, name in names.items()}
    return Axis("territory", TERRITORY, words, dict.fromkeys([*names][1:], territory.code))


def _kinds() -> Axis:
    known = loading.in_force().categories
    names = {code: {"zh-hans": one.name("zh-hans"), "en": one.name("en")} for code, one in known.items()}
    return Axis("kind", KIND, {ALL: WHOLE, **names}, dict.fromkeys(names, ALL))


def _days(days: Sequence[date]) -> Axis:
    names = {day.isoformat(): {"zh-hans": day.isoformat(), "en": day.isoformat()} for day in days}
    return Axis("day", DAY, {ALL: WHOLE, **names}, dict.fromkeys(names, ALL))


def _industries() -> Axis:
    names: dict[str, Words] = {
        letter: {"zh-hans": f"{letter} {words[2]}", "en": f"{letter} {ENGLISH[letter]}"}
        for letter, words in SECTIONS.items()
    }
    names["-"] = UNKNOWN
    return Axis("industry", INDUSTRY, {ALL: WHOLE, **names}, dict.fromkeys(names, ALL))


# --- how many -----------------------------------------------------------------------------------------------


def _division(code: str) -> Any:
    return Substr("township_code", 1, BELOW[len(code)])


def _dangers(code: str, first: date, last: date) -> Counts:
    known = frozenset(loading.in_force().categories)
    rows = Case.objects.filter(starts_with("township_code", code)).annotate(day=TruncDate("opened_at"))
    rows = rows.filter(day__gte=first, day__lte=last, category__in=known)
    counted = rows.order_by().values_list(_division(code), "category", "day").annotate(count=Count("pk"))
    return {(division, kind, day.isoformat()): count for division, kind, day, count in counted}


def _reports(code: str, first: date, last: date) -> Counts:
    rows = DayTally.objects.filter(starts_with("township_code", code), day__gte=first, day__lte=last, reported__gt=0)
    counted = rows.order_by().values_list(_division(code), "day").annotate(count=Sum("reported"))
    return {(division, day.isoformat()): count for division, day, count in counted}


def _restarted(code: str, last: date) -> Counts:
    found = resumption.counts(EVERYTHING, code, by=("division", "industry"), day=last)
    counts: Counter[tuple[str, ...]] = Counter()
    for row in found.rows:
        division, section = row.kinds
        counts[division, section if section in SECTIONS else "-"] += row.count
    return {key: count for key, count in counts.items() if count}


def _illness(territory: Territory, days: Sequence[date]) -> list[Table]:
    """Read as surveillance reads it: of several sources of a workplace and day the larger figure, and only a rise."""
    length, window = BELOW[len(territory.code)], len(days) + LEAD
    counts: dict[str, Counter[tuple[str, ...]]] = {"symptoms": Counter(), "confirmed": Counter()}
    for district in districts(EVERYTHING, territory.code):
        found = records(EVERYTHING, district, days[-1], window, asymptomatic=True)
        inside = np.array([town.startswith(territory.code) for town in found.towns], np.bool_)
        for name in counts:
            by_place = getattr(found, name)[:, -len(days) :]
            for place, day in np.argwhere(by_place * inside[found.town][:, None]):
                key = (found.towns[found.town[place]][:length], days[day].isoformat())
                counts[name][key] += int(by_place[place, day])
    titles = {
        "symptoms": ("新报告的发热或呼吸道症状人数", "People newly reported with fever or cough"),
        "confirmed": ("新报告的感染人数", "People newly reported as infected"),
    }
    queries = {
        "symptoms": (
            "日报所报发热、呼吸道症状或疑似人数较上一日报的增加；同一日多个来源取较大者",
            "Rise over the last daily report in people with fever, cough or under suspicion; of several sources of one "
            "day the larger figure",
        ),
        "confirmed": (
            "日报所报确诊和无症状感染人数较上一日报的增加；同一日多个来源取较大者",
            "Rise over the last daily report in people confirmed or infected without symptoms; of several sources of "
            "one day the larger figure",
        ),
    }
    return [
        _table(
            name,
            titles[name],
            queries[name],
            territory,
            days[-1],
            (_days(days),),
            counts[name],
            of_people=True,
            people=True,
        )
        for name in counts
    ]


def _denominators(code: str, codes: Sequence[str], last: date, *, people: bool) -> dict[str, int]:
    rows = resumption.operating(EVERYTHING, code, last).order_by()
    what = Sum("headcount") if people else Count("pk")
    found: Counter[str] = Counter()
    for division, count in rows.values_list(_division(code)).annotate(count=what):
        if division != code:
            found[division] += count or 0
        found[code] += count or 0
    return {one: found[one] for one in codes}

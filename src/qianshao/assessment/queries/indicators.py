"""The figures of a body in a period, under each of the three natures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from qianshao.assessment.queries import comparing
from qianshao.assessment.queries.measures import Period, measure
from qianshao.assessment.rules.appraisal.comparing import Among, Standing, standing
from qianshao.assessment.rules.appraisal.figures import Figure, answer, figure
from qianshao.core.problems import Problem
from qianshao.policy import appraisal as policy
from qianshao.policy.appraisal import Indicator, Question
from qianshao.registry.models import Body

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a sheet rests on; kept when it is closed. ``among``: what comparable bodies show together."""

    version: str
    cut_off: datetime
    figures: dict[str, Figure]
    indicators: dict[str, Indicator]
    questions: dict[str, Question]
    among: dict[str, Among] = field(default_factory=dict)

    def standing(self, code: str) -> Standing | None:
        return standing(self.figures[code], self.among.get(code))

    def of(self, nature: str) -> list[tuple[Indicator, Figure]]:
        return [(one, self.figures[one.code]) for one in self.indicators.values() if one.nature == nature]

    def baseline(self) -> list[tuple[Question, bool | None]]:
        return [(one, answer(one, self.figures)) for one in self.questions.values()]


def period_of(first: date, last: date, at: datetime) -> Period:
    """In the time of China; what has not happened yet is beyond the cut-off."""
    if last < first:
        raise Problem("appraisal.period", field="last", first=first, last=last)
    if last - first > LONGEST:
        raise Problem("appraisal.too_long", field="first", days=LONGEST.days)
    start, end = (make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    return Period(first, last, start, end, at)


def count(body: Body, period: Period) -> Counts:
    """By the definitions in force. Takes a body that the asker was shown."""
    book = policy.in_force()
    figures = {code: figure(one, measure(one.measure, body, period)) for code, one in book.indicators.items()}
    return Counts(book.version, period.cut_off, figures, book.indicators, book.questions)


def count_beside(body: Body, period: Period) -> Counts:
    """With what comparable bodies show together: each of them is counted, too."""
    return replace(count(body, period), among=comparing.among(body, period))


def frozen(counts: Counts) -> dict[str, Any]:
    """As a closed sheet keeps it: the definitions with the figures, so that both can be read later."""
    return {
        "figures": {code: asdict(one) for code, one in counts.figures.items()},
        "indicators": {code: asdict(one) for code, one in counts.indicators.items()},
        "questions": {code: asdict(one) for code, one in counts.questions.items()},
        "among": {code: asdict(one) for code, one in counts.among.items()},
    }


def thawed(kept: dict[str, Any], version: str, cut_off: datetime) -> Counts:
    return Counts(
        version,
        cut_off,
        {code: Figure(**one) for code, one in kept["figures"].items()},
        {code: Indicator(**one) for code, one in kept["indicators"].items()},
        {code: Question(**one) for code, one in kept["questions"].items()},
        {code: Among(**one) for code, one in kept.get("among", {}).items()},
    )

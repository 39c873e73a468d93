"""Questions about cases, by noun. A Scope comes first; what it does not cover does not exist for the asker."""

from qianshao.casework.queries.cases import case, cases, own_case
from qianshao.casework.queries.course import (
    duties_of,
    entries_of,
    may_take_over,
    reports_of,
    steps_of,
    unnamed_moments,
)
from qianshao.casework.queries.lists import STATES, Wanted, counts, find, inbox, inbox_mark, places
from qianshao.casework.queries.reporters import (
    case_of_observation,
    entries_for_reporter,
    standing_for_reporter,
    unanswered_words,
)
from qianshao.casework.queries.turns import (
    Ahead,
    Next,
    NobodyAnswers,
    Survey,
    ahead_of,
    category_of,
    explain,
    next_of,
    turns_of,
)

__all__ = [
    "STATES",
    "Ahead",
    "Next",
    "NobodyAnswers",
    "Survey",
    "Wanted",
    "ahead_of",
    "case",
    "case_of_observation",
    "cases",
    "category_of",
    "counts",
    "duties_of",
    "entries_for_reporter",
    "entries_of",
    "explain",
    "find",
    "inbox",
    "inbox_mark",
    "may_take_over",
    "next_of",
    "own_case",
    "places",
    "reports_of",
    "standing_for_reporter",
    "steps_of",
    "turns_of",
    "unanswered_words",
    "unnamed_moments",
]

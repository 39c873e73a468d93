from qianshao.assessment.queries.bodies import appraised, appraised_body
from qianshao.assessment.queries.indicators import count, count_beside, period_of
from qianshao.assessment.queries.interviews import interview, interviews
from qianshao.assessment.queries.names import atlas, mentions_in

__all__ = [
    "appraised",
    "appraised_body",
    "atlas",
    "count",
    "count_beside",
    "interview",
    "interviews",
    "mentions_in",
    "period_of",
]

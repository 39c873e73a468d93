from qianshao.assessment.queries.interviews import interview, interviews
from qianshao.assessment.queries.names import atlas, mentions_in

__all__ = ["atlas", "interview", "interviews", "mentions_in"]

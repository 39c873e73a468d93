"""The nouns of resumption."""

from qianshao.resumption.models.lists import ListRow, RestartList
from qianshao.resumption.models.restarts import Paper, Spell, Standing, StatedBy, Statement, Tally, Word

__all__ = ["ListRow", "Paper", "RestartList", "Spell", "Standing", "StatedBy", "Statement", "Tally", "Word"]

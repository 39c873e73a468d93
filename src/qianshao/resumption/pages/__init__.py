"""Pages of resumption, by who comes for what."""

from qianshao.resumption.pages.ledger import ledger, paper, record, take_back
from qianshao.resumption.pages.question import question, watch_list
from qianshao.resumption.pages.sheets import decide, import_list, review

__all__ = ["decide", "import_list", "ledger", "paper", "question", "record", "review", "take_back", "watch_list"]

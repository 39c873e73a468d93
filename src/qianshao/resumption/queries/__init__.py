"""Questions to resumption. A Scope comes first."""

from qianshao.resumption.queries.counts import ALL, AT_WORK, BY, RESTARTED, Counted, Row, counts, operating, read_by
from qianshao.resumption.queries.ledger import (
    UNKNOWN,
    Ledger,
    Wanted,
    basis_of,
    ledger,
    paper,
    statement,
    statements,
    unapproved,
    watch_list,
    with_standing,
)
from qianshao.resumption.queries.lists import Pair, pairs, row, rows, sheet, sheets
from qianshao.resumption.queries.transport import Link, shared_links

__all__ = [
    "ALL",
    "AT_WORK",
    "BY",
    "RESTARTED",
    "UNKNOWN",
    "Counted",
    "Ledger",
    "Link",
    "Pair",
    "Row",
    "Wanted",
    "basis_of",
    "counts",
    "ledger",
    "operating",
    "pairs",
    "paper",
    "read_by",
    "row",
    "rows",
    "shared_links",
    "sheet",
    "sheets",
    "statement",
    "statements",
    "unapproved",
    "watch_list",
    "with_standing",
]

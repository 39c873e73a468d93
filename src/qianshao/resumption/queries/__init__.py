"""Questions to resumption. A Scope comes first."""

from qianshao.resumption.queries.counts import AT_WORK, BY, RESTARTED, Counted, Row, counts, operating, read_by
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

__all__ = [
    "AT_WORK",
    "BY",
    "RESTARTED",
    "UNKNOWN",
    "Counted",
    "Ledger",
    "Row",
    "Wanted",
    "basis_of",
    "counts",
    "ledger",
    "operating",
    "paper",
    "read_by",
    "statement",
    "statements",
    "unapproved",
    "watch_list",
    "with_standing",
]

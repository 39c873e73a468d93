"""Tables in text with separators, read with a limit that holds."""

from __future__ import annotations

import csv

MOST_IN_A_CELL = 131_072
"""Characters; more is a quotation mark that was never closed."""


def keep_to_the_limit() -> None:
    """To be called before each reading: the limit belongs to the whole process, and packages for tables raise it when
    they are loaded. An open quotation mark would then swallow the rest of a file into memory."""
    csv.field_size_limit(MOST_IN_A_CELL)

"""Subtrees as ranges.

A territory code and a body's path are strings of digits in which a parent is a prefix of its children. A range
uses an ordinary index on every database; LIKE does not.
"""

from __future__ import annotations

from django.db.models import Q


def successor(prefix: str) -> str:
    """The smallest string of digits that is greater than every string with this prefix; "" when there is none."""
    number = int(prefix) + 1
    text = str(number).zfill(len(prefix))
    return text if len(text) == len(prefix) else ""


def starts_with(field: str, prefix: str) -> Q:
    """The condition that ``field`` lies in the subtree of ``prefix`` (digits; "" is the whole tree)."""
    if not prefix:
        return Q()
    condition = Q(**{f"{field}__gte": prefix})
    end = successor(prefix)
    return condition & Q(**{f"{field}__lt": end}) if end else condition

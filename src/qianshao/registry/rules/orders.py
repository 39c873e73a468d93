"""What is seen by an order alone, and what its holder would see anyway."""

from __future__ import annotations

from collections.abc import Iterable


def only_by_order(
    township: str, affiliation: str, *, territories: Iterable[str], affiliations: Iterable[str], ordered: Iterable[str]
) -> str | None:
    """The division of the order by which alone a workplace is seen; None where it is seen without one or not at all."""
    if any(township.startswith(prefix) for prefix in territories):
        return None
    if affiliation and any(affiliation.startswith(prefix) for prefix in affiliations):
        return None
    return next((prefix for prefix in sorted(ordered, key=len, reverse=True) if township.startswith(prefix)), None)


def beyond(ordered: Iterable[str], territories: Iterable[str]) -> list[str]:
    """The divisions of orders that lie outside one's own territory."""
    own = tuple(territories)
    return [code for code in ordered if not code.startswith(own)] if own else list(ordered)

"""Shared links: a dormitory, a canteen, a labour contractor, a shuttle bus.

An infection travels along them as well as to the next street, and a circle on the map does not see that. Each link is
a set of workplaces, and so is each link with those that lead on from it.
"""

from __future__ import annotations

from collections.abc import Iterable

from qianshao.detection.scan.sets import Sets, sets

MOST_JOINED = 200
"""A link that leads to more workplaces than this, such as a large contractor, is not joined with others: that set
would be a good part of the district, and name nobody."""


def linked(pairs: Iterable[tuple[int, str]], places: int, *, reach: int = 1) -> Sets:
    """Sets of places that share a link.

    ``pairs``: (place, name of a link); a place has any number of them. ``reach``: 1 takes each link by itself; 2 joins
    to it the links of its members, and so on: those are the balls of a graph in which places with a common link are
    neighbours. Raises ValueError if a place is out of range or ``reach`` is below 1.
    """
    if reach < 1:
        raise ValueError("a link reaches one step at least")
    inside: dict[str, set[int]] = {}
    links_of: dict[int, set[str]] = {}
    for place, link in pairs:
        if not 0 <= place < places:
            raise ValueError(f"place {place} is not one of {places}")
        inside.setdefault(link, set()).add(place)
        links_of.setdefault(place, set()).add(link)
    rows = [(link, sorted(members)) for link, members in sorted(inside.items())]
    for link, members in sorted(inside.items()):
        ball = set(members)
        for step in range(2, reach + 1):
            more = {other for place in ball for near in links_of[place] for other in inside[near]}
            if len(more) > MOST_JOINED or more == ball:
                break
            ball = more
            rows.append((f"{link} +{step - 1}", sorted(ball)))
    return sets(rows, places)

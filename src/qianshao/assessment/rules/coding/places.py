"""From a place in the source of a transcript to the place in the words of a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qianshao.assessment.rules.transcript.lines import blank


def in_turns(
    source: str, spans: Sequence[Sequence[object]], texts: Mapping[int, str], start: int, end: int
) -> tuple[int, int, int] | None:
    """Turn, start and end in its text; None where the selection holds no words of one turn alone.

    ``spans`` are [part, start, end, turn]. Lines that were joined differ in white space only, so that signs which are
    not blank are counted. A selection may reach over labels and page numbers, as people select more than words.
    """
    counted: dict[int, int] = {}
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for part, begin, stop, turn in spans:
        if part != "speech" or not (isinstance(turn, int) and isinstance(begin, int) and isinstance(stop, int)):
            continue
        for place in range(begin, stop):
            if blank(source[place]):
                continue
            if start <= place < end:
                first.setdefault(turn, counted.get(turn, 0))
                last[turn] = counted.get(turn, 0)
            counted[turn] = counted.get(turn, 0) + 1
    if len(first) != 1:
        return None
    ((turn, begin),) = first.items()
    places = [place for place, sign in enumerate(texts[turn]) if not blank(sign)]
    if last[turn] >= len(places):
        return None
    return turn, places[begin], places[last[turn]] + 1

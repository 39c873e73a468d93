"""How far coders agree: Krippendorff's alpha for nominal values.

Krippendorff, K. (2011): Computing Krippendorff's alpha-reliability. University of Pennsylvania. Coincidences of values
within units, weighted by the number of values in the unit; missing values are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """``units``: for each unit the value by each coder, None where a coder gave none.

    1 is full agreement, 0 what chance would give, below 0 is disagreement by rule. None where nothing can be told: no
    unit with two values, or only one value was ever given.
    """
    pairs: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in units:
        values = [value for value in unit if value is not None]
        if len(values) > 1:
            for pair in permutations(values, 2):
                pairs[pair] += 1 / (len(values) - 1)  # type: ignore[assignment]
    totals: Counter[Hashable] = Counter()
    for (value, _), count in pairs.items():
        totals[value] += count
    whole = sum(totals.values())
    expected = whole**2 - sum(count**2 for count in totals.values())
    if len(totals) < 2 or whole <= 1 or not expected:
        return None
    differing = sum(count for (one, other), count in pairs.items() if one != other)
    return 1 - (whole - 1) * differing / expected

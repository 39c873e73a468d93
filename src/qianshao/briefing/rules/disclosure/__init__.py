"""Small cells are withheld, and with them whatever would let one compute them.

A table is published with all its sums. A cell from 1 to ``threshold - 1`` tells of so few people that it could tell of
one: it is withheld (primary). Who knows all other cells, and that sums are sums, could often compute it: so further
cells are withheld (complementary). Zeros are shown: that nobody is ill reveals nobody.

What is promised: whoever knows every cell that is shown, in this release and in earlier ones, that counts are whole
numbers, and that a withheld cell is at least one, can exclude neither end of the protected interval of a primary cell.
The interval goes from 1 to ``threshold - 1``; where the cell is a sum, from the number of its parts that are not zero,
which everybody can count.

How it is kept: for each primary cell two other tables are constructed that agree with everything that is shown, one for
each end of the interval. They are the proof, and they stay valid whatever else is withheld.

A table that was published before and has changed since is published again beside it (:mod:`versions`). Whoever has both
knows their difference: few people who came later, or were taken out, are a small cell like any other.
"""

from qianshao.briefing.rules.disclosure.audit import Unproven, audit
from qianshao.briefing.rules.disclosure.dimensions import Dimension
from qianshao.briefing.rules.disclosure.suppression import Protected, Unprotected, protect
from qianshao.briefing.rules.disclosure.versions import Decided, Earlier, protect_again

__all__ = [
    "Decided",
    "Dimension",
    "Earlier",
    "Protected",
    "Unprotected",
    "Unproven",
    "audit",
    "protect",
    "protect_again",
]

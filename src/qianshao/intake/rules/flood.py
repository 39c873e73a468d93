"""When reports without a name come in a flood, and what is asked of them then.

Nobody's address is looked at: a factory sits behind one, and whoever floods has many. What counts is how many reports
come from one workplace and from one district within some minutes. None is ever refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from qianshao.policy.reporting import Reporting

LONGEST_PROOF = 20
"""Characters."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """Reports within the last ``flood_minutes``, and the people of the workplace."""

    at_workplace: int
    in_district: int
    people: int

    def share(self, policy: Reporting) -> float:
        """Of what is ordinary; from 1 on it is a flood."""
        at_workplace = self.at_workplace / max(policy.flood_at_workplace, 2 * self.people)
        return max(at_workplace, self.in_district / policy.flood_in_district)


def bits(pressure: Pressure, policy: Reporting) -> int:
    """Zero bits that a proof needs: none while all is calm, one more for each doubling of a flood."""
    share = pressure.share(policy)
    return 0 if share < 1 else policy.proof_bits + int(share).bit_length() - 1


def overflows(pressure: Pressure, policy: Reporting) -> bool:
    """So many that a proof says nothing any more."""
    return pressure.share(policy) >= policy.flood_factor


def passes(pressure: Pressure, policy: Reporting, *, key: str, proof: str) -> bool:
    """Whether a report goes on at once; otherwise a person looks at it first."""
    needed = bits(pressure, policy)
    return not needed or (not overflows(pressure, policy) and proves(key, proof, needed))


def proves(key: str, proof: str, needed: int) -> bool:
    """Was the work done? SHA-256 over ``key:proof`` begins with so many zero bits. A key serves one report only."""
    if not key or not proof or len(proof) > LONGEST_PROOF:
        return False
    digest = sha256(f"{key}:{proof}".encode()).digest()
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - needed) == 0

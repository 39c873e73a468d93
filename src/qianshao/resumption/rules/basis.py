"""What a visit, a demand or a hold rests on: the footing on which a union comes, and the articles that carry it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qianshao.policy.basis import Article, Deed, Ground
from qianshao.policy.dated import in_force_at
from qianshao.registry.rules import duties

PRECEDENCE = (Ground.AFFILIATED, Ground.JOINT, Ground.TERRITORIAL, Ground.INVITED)
"""The more direct the footing, the less there is to argue about."""

GROUND_OF: Mapping[str, Ground] = {
    duties.AFFILIATED: Ground.AFFILIATED,
    duties.TERRITORIAL: Ground.TERRITORIAL,
    duties.AUTHORITY: Ground.JOINT,
    duties.COMMAND: Ground.JOINT,
}


@dataclass(frozen=True, slots=True)
class Basis:
    """``ground`` is the best footing for which there are articles; ``articles`` those that carry it, the most exact
    and the least argued first."""

    ground: Ground
    articles: tuple[Article, ...]

    @property
    def codes(self) -> list[str]:
        """As a record keeps it: "territorial", then the names of the articles."""
        return [self.ground, *(article.code for article in self.articles)]

    @property
    def is_argued(self) -> bool:
        return all(article.argued for article in self.articles)


def grounds_of(ties: Collection[str]) -> list[Ground]:
    """The footings that ties give, the most direct first. A tie is one of the registry's kinds, or a ground that
    somebody chose ("joint", "invited")."""
    found = {
        GROUND_OF[tie] if tie in GROUND_OF else Ground(tie) for tie in ties if tie in GROUND_OF or tie in tuple(Ground)
    }
    return [ground for ground in PRECEDENCE if ground in found]


def basis_for(
    ties: Collection[str], jurisdiction: str, day: date, articles: Iterable[Article], deed: Deed = Deed.VISIT
) -> Basis | None:
    """The basis of a deed at a workplace in ``jurisdiction`` (the code of its division) on a day.

    ``ties``: how the one who acts stands to the workplace, as kinds of ties or as grounds. None where no article
    supports any of the footings: then there is none, and the record says so rather than inventing one.
    """
    holding = [one for one in in_force_at(articles, jurisdiction, day) if deed in one.allows]
    for ground in grounds_of(ties):
        carrying = [one for one in holding if ground in one.grounds]
        if carrying:
            return Basis(ground, tuple(sorted(carrying, key=lambda one: one.argued)))
    return None

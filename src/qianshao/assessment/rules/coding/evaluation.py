"""How well the first pass finds what was coded by hand: precision and recall by code, turn by turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qianshao.assessment.rules.coding.agreement import alpha
from qianshao.assessment.rules.coding.first_pass import Said, propose
from qianshao.assessment.rules.coding.learning import cross_validated
from qianshao.policy.codes import Codebook


@dataclass(frozen=True, slots=True)
class Coded:
    """A turn with the codes of two passes by one hand, and of one by another. ``talk``: where it is from."""

    talk: str
    role: str
    text: str
    first: frozenset[str]
    second: frozenset[str]
    other: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """``right``: found and coded by hand; ``found``: found at all; ``there``: coded by hand."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.there if self.there else None

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """``alpha`` is between the two passes by one hand, ``alpha_other`` between the first and that by another, who did
    not write the rules and against whom they are measured, too (``rules_by_other``). ``classifier`` is None where there
    is too little to learn; ``better`` says which of the two finds more."""

    code: str
    turns: int
    alpha: float | None
    alpha_other: float | None
    rules: Score
    rules_by_other: Score
    classifier: Score | None

    @property
    def better(self) -> str:
        return "classifier" if self.classifier and self.classifier.f1 > self.rules.f1 else "rules"


def evaluate(turns: Sequence[Coded], codebook: Codebook) -> list[Result]:
    """Against the first pass by hand, over the turns whose speech a code applies to.

    The classifier is cross-validated in five parts. Rules learn nothing from the turns, but whoever wrote them had
    read some of them: compare talks that were made afterwards.
    """
    proposed = propose([Said(n, turn.role, turn.text) for n, turn in enumerate(turns)], codebook)
    found = {(one.turn, one.code) for one in proposed}
    return [_result(code, one.of, turns, found) for code, one in codebook.codes.items()]


def _result(code: str, of: str, turns: Sequence[Coded], found: set[tuple[int, str]]) -> Result:
    fitting = [(n, turn) for n, turn in enumerate(turns) if of in ("any", turn.role)]
    there = [code in turn.first for _, turn in fitting]
    hits = [(n, code) in found for n, _ in fitting]
    said = cross_validated([turn.text for _, turn in fitting], there)
    return Result(
        code=code,
        turns=len(fitting),
        alpha=alpha((code in turn.first, code in turn.second) for _, turn in fitting),
        alpha_other=alpha((code in turn.first, code in turn.other) for _, turn in fitting),
        rules=_score(hits, there),
        rules_by_other=_score(hits, [code in turn.other for _, turn in fitting]),
        classifier=None if said is None else _score(map(bool, said), there),
    )


def _score(found: Iterable[bool], there: Sequence[bool]) -> Score:
    said = list(found)
    return Score(sum(a and b for a, b in zip(said, there, strict=True)), sum(said), sum(there))


def alpha_of_all(turns: Sequence[Coded], codebook: Codebook, *, by_other: bool = False) -> float | None:
    """Over every code and every turn that it applies to."""
    return alpha(
        (code in turn.first, code in (turn.other if by_other else turn.second))
        for code, one in codebook.codes.items()
        for turn in turns
        if one.of in ("any", turn.role)
    )

"""Which standing a workplace has on a day, from what different sources say.

Three questions are asked one after the other; in the page's own words:

1. *Is it held?* The last word of an authority, a union or an inspection on holding or releasing it.
2. *Is it at work?* Of each source its last word counts; among sources the one for the latest day; on the same day the
   stronger source: an inspection, then the authority, a worker, the union, the employer. An employer's word that work
   has stopped does not outweigh another's that it goes on.
3. *May it work?* The furthest of filed, checked, approved that anybody states since it was last stopped again. That it
   was checked or approved, an employer or a worker cannot say: from them it counts as filed.

A workplace that is held is held, unless somebody says for later that it works all the same. One that is at work never
stopped, or works. Any other is approved, checked or filed, as far as it came; or it stands still. Where nobody has said
anything its standing is "", not known: it is never taken for stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

NEVER_STOPPED, STOPPED, FILED, CHECKED = "never_stopped", "stopped", "filed", "checked"
APPROVED, WORKING, HELD, STOPPED_AGAIN = "approved", "working", "held", "stopped_again"
RELEASED, RETRACTED = "released", "retracted"
UNKNOWN = ""

WORKS_WHILE_HELD = "works_while_held"

INSPECTION, AUTHORITY, WORKER, UNION, EMPLOYER = "inspection", "authority", "worker", "union", "employer"
RANK = (EMPLOYER, UNION, WORKER, AUTHORITY, INSPECTION)

AT_WORK = frozenset({NEVER_STOPPED, WORKING})
STILL = frozenset({STOPPED, STOPPED_AGAIN})
LEVELS = (FILED, CHECKED, APPROVED)
HOLDERS = frozenset({INSPECTION, AUTHORITY, UNION})
CANNOT_APPROVE = frozenset({EMPLOYER, WORKER})


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. ``number`` counts in the order of recording; ``supersedes`` is the number of the one it corrects,
    and ``source`` a kind of source, ``named`` the very one."""

    number: int
    standing: str
    holds_from: date
    source: str
    named: str
    recorded_at: datetime
    supersedes: int | None = None

    @property
    def key(self) -> tuple[date, int]:
        return (self.holds_from, self.number)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be the whole truth; ``kind`` is the code of a sentence."""

    kind: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Effective:
    """``by`` is the statement that decided; ``level`` how far the papers came, whatever the standing is; ``is_held``
    whether a hold is on, heeded or not."""

    standing: str
    by: int | None
    level: str
    conflicts: tuple[Conflict, ...]
    is_held: bool = False


def known(said: Iterable[Said], at: datetime | None = None) -> list[Said]:
    """What counts of what was recorded by a moment: neither corrected nor taken back by then."""
    recorded = [one for one in said if at is None or one.recorded_at <= at]
    gone = {one.supersedes for one in recorded}
    return [one for one in recorded if one.number not in gone and one.standing != RETRACTED]


def on(said: Sequence[Said], day: date) -> Effective:
    """The standing on a day; ``said`` comes from :func:`known`."""
    holding = [one for one in said if one.holds_from <= day]
    words = _last_words(one for one in holding if one.standing in AT_WORK | STILL)
    work, unheeded = _is_at_work(words)
    paper = _furthest(holding)
    level = _level(paper) if paper else UNKNOWN
    hold = _hold(holding)
    defied = bool(hold and work and work.standing in AT_WORK and work.key > hold.key)
    decided = _decide(hold if not defied else None, work, paper)
    standing = _level(decided) if decided and decided.standing in LEVELS else decided.standing if decided else UNKNOWN
    conflicts = (
        *_conflicts(words, work, unheeded),
        *_claims(holding, level),
        *([Conflict(WORKS_WHILE_HELD, work.number, hold.number)] if defied and hold and work else []),
    )
    return Effective(standing, decided.number if decided else None, level, conflicts, hold is not None)


def course(said: Sequence[Said]) -> list[tuple[date, str]]:
    """The days on which the standing changes, each with the standing from then on."""
    found: list[tuple[date, str]] = []
    for day in sorted({one.holds_from for one in said}):
        standing = on(said, day).standing
        if standing != (found[-1][1] if found else UNKNOWN):
            found.append((day, standing))
    return found


def hold_on(said: Sequence[Said], day: date) -> Said | None:
    """The statement that holds a workplace on a day, whether or not it is heeded there."""
    return _hold([one for one in said if one.holds_from <= day])


# --- the three questions ------------------------------------------------------------------------------------


def _hold(holding: Sequence[Said]) -> Said | None:
    spoken = [one for one in holding if one.source in HOLDERS and one.standing in (HELD, RELEASED)]
    last = max(spoken, key=lambda one: one.key, default=None)
    return last if last and last.standing == HELD else None


def _last_words(said: Iterable[Said]) -> list[Said]:
    last: dict[tuple[str, str], Said] = {}
    for one in sorted(said, key=lambda one: one.key):
        last[one.source, one.named] = one
    return list(last.values())


def _is_at_work(words: Sequence[Said]) -> tuple[Said | None, list[Said]]:
    """The word that counts, and those of the employer that are not heeded."""
    others_see_work = any(one.standing in AT_WORK and one.source != EMPLOYER for one in words)
    unheeded = [one for one in words if others_see_work and one.source == EMPLOYER and one.standing in STILL]
    heeded = [one for one in words if one not in unheeded]
    return max(heeded, key=lambda one: (one.holds_from, RANK.index(one.source), one.number), default=None), unheeded


def _furthest(holding: Sequence[Said]) -> Said | None:
    stops = [one.key for one in holding if one.standing == STOPPED_AGAIN]
    since = max(stops, default=None)
    papers = [one for one in holding if one.standing in LEVELS and (since is None or one.key > since)]
    return max(papers, key=lambda one: (LEVELS.index(_level(one)), one.key), default=None)


def _level(paper: Said) -> str:
    return FILED if paper.source in CANNOT_APPROVE else paper.standing


def _decide(hold: Said | None, work: Said | None, paper: Said | None) -> Said | None:
    if hold:
        return hold
    if work and work.standing in AT_WORK:
        return work
    return paper or work


# --- where sources disagree ---------------------------------------------------------------------------------


def _conflicts(words: Sequence[Said], work: Said | None, unheeded: Sequence[Said]) -> list[Conflict]:
    found = [Conflict("employer_says_stopped", one.number, work.number) for one in unheeded if work]
    never = [one for one in words if one.standing == NEVER_STOPPED]
    ever = [one for one in words if one.standing in (STOPPED, WORKING)]
    found += [Conflict("ever_stopped", a.number, b.number) for a in never for b in ever]
    works = [one for one in words if one.standing == WORKING]
    still = [one for one in words if one.standing in STILL and one not in unheeded]
    found += [Conflict("same_day", a.number, b.number) for a in works for b in still if a.holds_from == b.holds_from]
    return found


def _claims(holding: Sequence[Said], level: str) -> list[Conflict]:
    """Papers that an employer claims and nobody else knows of."""
    reached = LEVELS.index(level) if level in LEVELS else -1
    claimed = [one for one in holding if one.source == EMPLOYER and one.standing in LEVELS]
    last = max(claimed, key=lambda one: one.key, default=None)
    return [Conflict("claims_papers", last.number, last.number)] if last and _beyond(last, reached) else []


def _beyond(claim: Said, reached: int) -> bool:
    return LEVELS.index(claim.standing) > reached

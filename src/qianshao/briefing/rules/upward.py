"""What passes from an installation to the one above: how it is written, what is taken, who is late.

A document holds the figures of one day. It has a number, without gaps, and names the digest of the one before, so that
none can be lost, doubled or exchanged on the way. A newer document of a day replaces the older one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from qianshao.core.problems import Problem

FIGURES = "qianshao.figures/1"
RECEIPT = "qianshao.receipt/1"
CARD = "qianshao.card/1"

COUNTS = ("workplaces", "reported", "heard", "wrong", "opened", "open")
SUMS = (
    "headcount",
    "on_duty",
    "in_observation",
    "fever",
    "suspected",
    "confirmed",
    "asymptomatic",
    "close_contacts",
    "absent_unexplained",
)
"""Sums over daily reports; None where nobody stated the number."""

MOST = 4_000_000_000
MOST_LINES = 5000


def written(value: Mapping[str, Any]) -> bytes:
    """The one way in which a document is written: what is signed are these bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: bytes) -> str:
    return sha256(document).hexdigest()


def content(figures: Sequence[Mapping[str, Any]]) -> str:
    """Of the figures alone, without number and time."""
    return digest(written({"figures": list(figures)}))


@dataclass(frozen=True, slots=True)
class Document:
    sender: str
    number: int
    previous: str
    territory: str
    day: date
    made_at: datetime
    generated: bool
    figures: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return {
            "schema": FIGURES,
            "from": self.sender,
            "number": self.number,
            "previous": self.previous,
            "territory": self.territory,
            "day": self.day.isoformat(),
            "made_at": self.made_at.isoformat(),
            "generated": self.generated,
            "figures": self.figures,
        }


def read(text: bytes) -> Document:
    """A Problem that names what does not fit. Nothing beside the known names is taken: no name, no remark."""
    found = _object(text)
    if found.get("schema") != FIGURES:
        raise Problem("upward.schema", field="schema", value=found.get("schema", ""), known=FIGURES)
    try:
        document = Document(
            sender=_text(found["from"]),
            number=_whole(found["number"]),
            previous=_text(found["previous"]),
            territory=_digits(found["territory"]),
            day=date.fromisoformat(found["day"]),
            made_at=datetime.fromisoformat(found["made_at"]),
            generated=found["generated"] is True,
            figures=[_line(line, found["territory"]) for line in found["figures"][: MOST_LINES + 1]],
        )
    except (KeyError, TypeError, ValueError) as misfit:
        raise Problem("upward.misfit", detail=str(misfit)[:80]) from None
    codes = [line["territory"] for line in document.figures]
    if len(codes) > MOST_LINES or len(set(codes)) != len(codes) or set(found) != set(document.as_dict()):
        raise Problem("upward.misfit", detail="figures")
    return document


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Problem("json.broken", detail="") from None
    if not isinstance(found, dict):
        raise Problem("json.not_object")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 64:
        raise ValueError("text")
    return value


def _digits(value: Any) -> str:
    if not isinstance(value, str) or (value and not (value.isascii() and value.isdigit())) or len(value) > 12:
        raise ValueError("territory")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST:
        raise ValueError("number")
    return value


def _line(line: Any, territory: str) -> dict[str, Any]:
    names = {"territory", *COUNTS, *SUMS}
    if set(line) != names:
        raise ValueError(", ".join(sorted(map(str, set(line) ^ names))))
    code = _digits(line["territory"])
    if not code.startswith(territory):
        raise ValueError(f"territory {code}")
    counts = {name: _whole(line[name]) for name in COUNTS}
    sums = {name: None if line[name] is None else _whole(line[name]) for name in SUMS}
    return {"territory": code, **counts, **sums}


class Take(StrEnum):
    NEW = "new"
    AGAIN = "again"
    GAP = "gap"
    OTHER = "other"


def take(*, last: int, last_digest: str, number: int, previous: str, digest: str, held: str | None) -> Take:
    """``held``: the digest of the document of this number that is here already."""
    if held is not None:
        return Take.AGAIN if held == digest else Take.OTHER
    if number != last + 1:
        return Take.GAP
    return Take.NEW if previous == last_digest else Take.OTHER


class Standing(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"


def expected_day(now: datetime, due: time) -> date:
    """``now`` in the time zone of the federation: of which day the figures have to be there."""
    return now.date() if now.time() >= due else now.date() - timedelta(days=1)


def standing(newest: date | None, *, now: datetime, due: time, since: date) -> tuple[Standing, int]:
    """And by how many days they are late; who joined today is not late with yesterday."""
    expected = expected_day(now, due)
    if newest is None:
        return (Standing.NEVER, (expected - since).days + 1) if since <= expected else (Standing.IN_TIME, 0)
    return (Standing.LATE, (expected - newest).days) if newest < expected else (Standing.IN_TIME, 0)


def wait_after(attempts: int) -> timedelta:
    """Twice as long each time, an hour at most."""
    return min(timedelta(seconds=2 << min(attempts - 1, 12)), timedelta(hours=1))

"""The card of an installation: its name, its territory and its public key, in a small file that people hand over.

The key signs the card, so that a slip in the file is found. That it is the right one, people make sure of: they read
the fingerprint to each other.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass

from qianshao.briefing import keys
from qianshao.briefing.exchange import signing
from qianshao.briefing.rules.upward import CARD, written
from qianshao.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    territory: str
    key: bytes

    @property
    def mark(self) -> str:
        return keys.mark(self.key)

    @property
    def fingerprint(self) -> str:
        """In groups of four, to be read aloud."""
        return " ".join(self.mark[start : start + 4] for start in range(0, 32, 4))


def own(name: str, territory: str) -> tuple[Card, str]:
    """And the text of its file."""
    card = Card(name, territory, keys.public())
    signature = signing.sign(keys.own(), CARD, _signed(card))
    text = json.dumps({**json.loads(_signed(card)), "signature": signature}, ensure_ascii=False, indent=2)
    return card, text + "\n"


def read(text: bytes) -> Card:
    try:
        found = json.loads(text)
        card = Card(str(found["name"])[:200], str(found["territory"]), b64decode(found["key"], validate=True))
        signature = str(found["signature"])
        right = found["schema"] == CARD and len(card.key) == 32
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Problem("upward.card") from None
    if not right or not signing.holds(card.key, CARD, _signed(card), signature):
        raise Problem("upward.card")
    return card


def _signed(card: Card) -> bytes:
    key = b64encode(card.key).decode()
    return written({"schema": CARD, "name": card.name, "territory": card.territory, "key": key})

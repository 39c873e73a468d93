"""What a reporter may say of themselves, as it lies in the sealed box."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from qianshao.core.problems import Problem
from qianshao.intake.rules import words

LONGEST = {"name": 60, "phone": 40, "how": 300}
"""In characters: together they fit into the box, whatever the script."""


@dataclass(frozen=True, slots=True)
class Identity:
    name: str = ""
    phone: str = ""
    how: str = ""

    def __repr__(self) -> str:
        """A name must not turn up where somebody prints what there is."""
        return "Identity(…)"


def read(name: str, phone: str, how: str) -> Identity:
    given = {"name": name, "phone": phone, "how": how}
    told = Identity(**{key: words.tidy(value, limit=LONGEST[key]) for key, value in given.items()})
    if not any(asdict(told).values()):
        raise Problem("identity.empty", field="name")
    return told


def as_bytes(told: Identity) -> bytes:
    return json.dumps(asdict(told), ensure_ascii=False).encode()


def from_bytes(content: bytes) -> Identity:
    return Identity(**json.loads(content))

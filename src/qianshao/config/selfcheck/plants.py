"""What is planted, and every form in which it might turn up again. Pure functions on text and bytes."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

Plants = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """``plant`` by its name, never by what it is: what finds a leak must not be one."""

    plant: str
    form: str
    where: str

    def __str__(self) -> str:
        return f"{self.plant} ({self.form}) in {self.where}"


def draw() -> dict[str, str]:
    """By name; each drawn anew, so that nothing else is taken for it."""
    mark = secrets.token_hex
    digits = "".join(secrets.choice("0123456789") for _ in range(8))
    return {
        "forwarded address": f"203.0.113.{100 + secrets.randbelow(100)}",
        "real address": f"2001:db8:{mark(2)}:{mark(2)}::{mark(1)}",
        "browser": f"Telephone-{mark(6)}",
        "language": f"x-{mark(4)}",
        "cookie": f"cookie-{mark(8)}",
        "referrer": f"referrer-{mark(8)}",
        "name": "欧阳" + "".join(chr(0x4E00 + secrets.randbelow(20000)) for _ in range(3)),
        "telephone": f"139{digits}",
        "how to be reached": f"晚上来找我-{mark(6)}",
        "name in a broken request": f"broken-{mark(8)}",
        "name that was searched for": f"厂{mark(8)}",
        "serial number of the camera": f"SERIAL{mark(8)}",
        "maker of the camera": f"Maker-{mark(6)}",
        "wrong receipt": "".join(secrets.choice("0123456789") for _ in range(16)),
        "passphrase": f"passphrase {mark(8)}",
    }


@cache
def forms(text: str) -> dict[str, bytes]:
    """The ways in which a text is written down, by name."""
    plain = text.encode()
    found = {
        "as it is": plain,
        "UTF-16": text.encode("utf-16-le"),
        "UTF-16, big end first": text.encode("utf-16-be"),
        "GB 18030": text.encode("gb18030"),
        "hexadecimal": plain.hex().encode(),
        "hexadecimal, capitals": plain.hex().upper().encode(),
        "as in an address": quote(text).encode(),
        "as in an address, with plus": quote(text, safe="").replace("%20", "+").encode(),
        "as in JSON": json.dumps(text)[1:-1].encode(),
        "as repr": repr(plain)[2:-1].encode(),
        "reversed": plain[::-1],
    }
    if text.isdecimal():
        found["in groups of four"] = " ".join(text[at : at + 4] for at in range(0, len(text), 4)).encode()
        found["3 4 4"] = f"{text[:3]}-{text[3:7]}-{text[7:]}".encode()
    return found | dict(_base64(plain))


def _base64(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Wherever it begins within what was encoded: what its neighbours change is left off on both sides."""
    for offset in range(3):
        padded = b64encode(b"\0" * offset + plain)
        first = (0, 2, 3)[offset]
        last = (len(plain) + offset) * 8 // 6
        yield f"base64, {offset}", padded[first:last]
        yield f"base64 of addresses, {offset}", padded[first:last].replace(b"+", b"-").replace(b"/", b"_")


def search(content: bytes, plants: Plants, where: str) -> list[Found]:
    """Each plant at most once."""
    found = []
    for name, text in plants.items():
        form = next((form for form, written in forms(text).items() if written in content), None)
        if form:
            found.append(Found(name, form, where))
    return found

"""The key of the installation, by which everybody can tell that a release came from it and was not changed.

The private key lies beside the data, readable by their owner only, and is made when it is first needed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

NAME = "release_key"


@dataclass(frozen=True, slots=True)
class Signed:
    signature: str
    public_key: str


def sign(text: str) -> Signed:
    key = _key()
    return Signed(key.sign(text.encode()).signature.hex(), bytes(key.verify_key).hex())


def public_key() -> str:
    return bytes(_key().verify_key).hex()


def holds(text: str, signature: str, public_key: str) -> bool:
    """Was this text, to the byte, signed with the key that belongs to ``public_key``."""
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(text.encode(), bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def _key() -> SigningKey:
    path = Path(settings.DATA) / NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{NAME}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(bytes(SigningKey.generate()).hex())
        with suppress(FileExistsError):  # whole, and only where another process was not first
            os.link(made, path)
        made.unlink()
    return SigningKey(bytes.fromhex(path.read_text().strip()))

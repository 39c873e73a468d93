"""Signatures by which everybody can tell that a release came from this installation and was not changed."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from qianshao.briefing import keys


@dataclass(frozen=True, slots=True)
class Signed:
    signature: str
    public_key: str


def sign(text: str) -> Signed:
    key = keys.own()
    return Signed(key.sign(text.encode()).signature.hex(), bytes(key.verify_key).hex())


def public_key() -> str:
    return keys.public().hex()


def holds(text: str, signature: str, public_key: str) -> bool:
    """Was this text, to the byte, signed with the key that belongs to ``public_key``."""
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(text.encode(), bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True

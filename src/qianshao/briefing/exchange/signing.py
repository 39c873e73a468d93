"""Signatures on what passes between installations."""

from __future__ import annotations

from base64 import b64decode, b64encode

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey


def sign(key: SigningKey, purpose: str, message: bytes) -> str:
    """``purpose`` is signed as well, so that what was signed as one thing cannot be shown as another."""
    return b64encode(key.sign(_prefixed(purpose, message)).signature).decode()


def holds(key: bytes | memoryview, purpose: str, message: bytes, signature: str) -> bool:
    try:
        VerifyKey(bytes(key)).verify(_prefixed(purpose, message), b64decode(signature, validate=True))
    except (BadSignatureError, CryptoError, ValueError):
        return False
    return True


def _prefixed(purpose: str, message: bytes) -> bytes:
    return purpose.encode() + b"\n" + message

"""The keys of this installation towards others, made from its secret, which is in no dump of the database.

Nothing has to be kept beside it: who restores a backup with the secret of then has the same keys again.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from qianshao.briefing.rules.upward import digest


@lru_cache(maxsize=64)
def derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose."""
    return HKDF(SHA256(), length=32, salt=None, info=f"qianshao exchange {purpose}".encode()).derive(secret.encode())


def _own() -> SigningKey:
    return SigningKey(derived(settings.SECRET_KEY, "ed25519"))


def public() -> bytes:
    return bytes(_own().verify_key)


def mark(key: bytes) -> str:
    """The fingerprint of a public key: how installations are told apart."""
    return digest(bytes(key))


def sign(purpose: str, message: bytes) -> str:
    """``purpose`` is signed as well, so that what was signed as one thing cannot be shown as another."""
    return b64encode(_own().sign(_prefixed(purpose, message)).signature).decode()


def holds(key: bytes | memoryview, purpose: str, message: bytes, signature: str) -> bool:
    try:
        VerifyKey(bytes(key)).verify(_prefixed(purpose, message), b64decode(signature, validate=True))
    except (BadSignatureError, CryptoError, ValueError):
        return False
    return True


def _prefixed(purpose: str, message: bytes) -> bytes:
    return purpose.encode() + b"\n" + message

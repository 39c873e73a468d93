"""Addresses are kept under a key that is made from the installation's secret, which is in no dump of the database."""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


@lru_cache(maxsize=4)
def _key(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"qianshao notices {purpose}".encode()).derive(secret.encode())


def seal(text: str) -> bytes:
    return bytes(SecretBox(_key(settings.SECRET_KEY, "seal")).encrypt(text.encode()))


def opened(sealed: bytes | memoryview) -> str | None:
    """None when the secret of the installation is another one by now."""
    try:
        return SecretBox(_key(settings.SECRET_KEY, "seal")).decrypt(bytes(sealed)).decode()
    except CryptoError:
        return None


def mark(text: str) -> str:
    """The same for the same address; without the secret nobody finds the number by trying all of them."""
    return hmac.new(_key(settings.SECRET_KEY, "mark"), text.encode(), sha256).hexdigest()[:32]

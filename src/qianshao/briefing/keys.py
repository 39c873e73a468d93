"""The key by which everybody knows this installation: it signs releases, and what passes to other installations.

It is made once, from the secret of the installation, so that each of its servers makes the same one; it stays when the
secret is changed. Its public half stands at /public/key.txt and on the card. See docs/decisions/0034.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from nacl.signing import SigningKey

from qianshao.briefing.rules.upward import digest
from qianshao.core.keeping import kept

NAME = "signing_key"
RELEASES = "release_key"
"""Where an installation from before decision 34 keeps the key of its releases."""


@lru_cache(maxsize=64)
def derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose. A dump of the database does not hold the secret."""
    return HKDF(SHA256(), length=32, salt=None, info=f"qianshao exchange {purpose}".encode()).derive(secret.encode())


def own() -> SigningKey:
    """The one that signs now."""
    return _ring()[0]


def public() -> bytes:
    return bytes(own().verify_key)


def known_as(fingerprint: str) -> SigningKey:
    """The one by whose fingerprint another installation knows this one. Those that joined before decision 34 have none
    on record and know the oldest."""
    ring = _ring()
    if not fingerprint:
        return ring[-1]
    return next((key for key in ring if mark(bytes(key.verify_key)) == fingerprint), ring[0])


def is_own(public_key: bytes) -> bool:
    return any(public_key == bytes(key.verify_key) for key in _ring())


def mark(public_key: bytes) -> str:
    """The fingerprint of a public key: how installations are told apart."""
    return digest(bytes(public_key))


def _ring() -> list[SigningKey]:
    """The newest first."""
    lines = kept(Path(settings.DATA) / NAME, _first).decode().split()
    return [SigningKey(bytes.fromhex(line)) for line in lines]


def _first() -> bytes:
    """What links from before decision 34 know; above it what readers of releases know, if any were published."""
    before = Path(settings.DATA) / RELEASES
    lines = [before.read_text().strip()] if before.exists() else []
    return "\n".join([*lines, derived(settings.SECRET_KEY, "ed25519").hex(), ""]).encode()

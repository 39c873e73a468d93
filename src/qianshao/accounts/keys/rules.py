"""Locks and seals, on bytes. What is drawn here is random; nothing else is looked at.

An officer's own pair of keys is locked by a passphrase. The private key of a body is sealed to the public key of each
officer who holds it, so that nobody has to know another one's passphrase to let them in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from qianshao.core.problems import Problem

PASSES, MEMORY = 3, 64 * 1024 * 1024
"""Of argon2id for a passphrase: some tenths of a second each time."""

SHORTEST_PASSPHRASE = 12
SIZE = 2048
"""Bytes into which whatever is sealed is padded, so that its length says nothing."""

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, GROUP = 6, 5
"""Of a recovery code: 30 signs, 148 bits."""


@dataclass(frozen=True, slots=True)
class Pair:
    private: bytes
    public: bytes


def new_pair() -> Pair:
    key = PrivateKey.generate()
    return Pair(bytes(key), bytes(key.public_key))


# --- by passphrase ----------------------------------------------------------------------------------------


def lock(private: bytes, passphrase: str) -> str:
    """As text, with what is needed to unlock it beside the passphrase."""
    salt = secrets.token_bytes(argon2id.SALTBYTES)
    box = SecretBox(_stretched(passphrase, salt, PASSES, MEMORY)).encrypt(private)
    return f"argon2id${PASSES}${MEMORY}${salt.hex()}${bytes(box).hex()}"


def unlock(locked: str, passphrase: str) -> bytes:
    """The private key; a Problem when the passphrase is another one."""
    _, passes, memory, salt, box = locked.split("$")
    try:
        stretched = _stretched(passphrase, bytes.fromhex(salt), int(passes), int(memory))
        return SecretBox(stretched).decrypt(bytes.fromhex(box))
    except CryptoError:
        raise Problem("key.passphrase", field="passphrase") from None


def _stretched(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    return argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=passes, memlimit=memory)


def check_passphrase(passphrase: str) -> str:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Problem("key.passphrase_short", field="passphrase", limit=SHORTEST_PASSPHRASE)
    return passphrase


# --- by public key ----------------------------------------------------------------------------------------


def seal(content: bytes, public: bytes) -> bytes:
    """Nobody opens it without the private key, the one who sealed it included."""
    return bytes(SealedBox(PublicKey(public)).encrypt(content))


def unseal(box: bytes, private: bytes) -> bytes:
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(box))
    except CryptoError:
        raise Problem("key.broken") from None


def padded(content: bytes) -> bytes:
    """Always of the same length; ISO 7816-4: a mark, then zeros."""
    if len(content) >= SIZE:
        raise Problem("text.too_long", limit=SIZE)
    return content + b"\x80" + b"\0" * (SIZE - len(content) - 1)


def unpadded(content: bytes) -> bytes:
    return content.rstrip(b"\0")[:-1]


# --- on paper ---------------------------------------------------------------------------------------------


def draw_recovery_code() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def normalised_code(typed: str) -> str:
    """As it was drawn, however it is typed from paper."""
    signs = "".join(sign for sign in typed.lower() if sign in ALPHABET)
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))

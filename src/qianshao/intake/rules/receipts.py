"""The codes that are handed to people: receipts of 16 digits, and the addresses on posters."""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from hashlib import sha256

from nacl.pwhash import argon2id

DIGITS = 16
MEMORY, PASSES = 8 * 1024 * 1024, 1
"""Of argon2id, for each receipt that is stored or looked up: about 8 ms. docs/decisions/0014 says why not more."""

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else on paper


def draw() -> str:
    """16 random digits: 53 bits, too many to guess through a rate-limited door."""
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def from_key(key: str, secret: str) -> str:
    """The same receipt for the same key, and no way from one to the other without the secret."""
    number = int.from_bytes(_mac("receipt of key", key, secret), "big")
    return str(number % 10**DIGITS).zfill(DIGITS)


def hashed(receipt: str, secret: str) -> str:
    """What is kept instead of the receipt: argon2id of its HMAC, the salt being the installation's own.

    One salt for all makes the hash something to look up by; as it follows from the secret, nothing can be tried by
    whoever has the database alone.
    """
    salt = _mac("receipt salt", "", secret)[: argon2id.SALTBYTES]
    mac = _mac("receipt", normalised(receipt), secret)
    return argon2id.kdf(32, mac, salt, opslimit=PASSES, memlimit=MEMORY).hex()


def normalised(typed: str) -> str:
    """People type spaces and hyphens, and full-width digits."""
    return "".join(str(int(character)) for character in typed if character.isdecimal())


def of_daily_report(day: date, number: int) -> str:
    """What a delegate can quote on the telephone: the day and the number of the report. It is no secret."""
    return f"{day:%Y%m%d}-{number}"


def grouped(receipt: str) -> str:
    return " ".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def draw_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


CODE_DIGITS = 8


def draw_code() -> str:
    """For binding a sender: typed once, within minutes."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def code_digest(code: str, secret: str) -> str:
    return _mac("sender code", code, secret).hex()


def sender_digest(channel: str, sender: str, secret: str) -> str:
    """What is kept instead of a telephone number or an OpenID. A number is short: without the key it could be guessed
    from its digest, with it nobody can who has the database alone."""
    return _mac(f"sender {channel}", "".join(sender.split()), secret).hex()


def _mac(purpose: str, text: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}\0{text}".encode(), sha256)

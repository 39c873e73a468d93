"""WeChat's envelope: signatures, encryption and XML, all by wechatpy; what does not hold becomes a Problem."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha1
from typing import Any
from xml.parsers.expat import ExpatError

from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

from qianshao.core.problems import Problem

LARGEST = 64 * 1024
"""Bytes. A message has two thousand."""


@dataclass(frozen=True, slots=True)
class Account:
    """``aes_key`` is empty for an account in plain mode."""

    token: str
    app_id: str
    aes_key: str


@dataclass(frozen=True, slots=True)
class Signed:
    signature: str
    timestamp: str
    nonce: str


def check(account: Account, signed: Signed, *, now: int, oldest: int) -> None:
    """A Problem when the signature is not WeChat's, or older than ``oldest`` seconds. wechatpy compares signatures in a
    time that depends on them, so that this one is compared here."""
    parts = "".join(sorted([account.token, signed.timestamp, signed.nonce]))
    expected = sha1(parts.encode(), usedforsecurity=False).hexdigest()
    genuine = hmac.compare_digest(expected, signed.signature.encode("ascii", "replace").decode())
    stamp = signed.timestamp
    fresh = stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and abs(now - int(stamp)) <= oldest
    if not (genuine and fresh):
        raise Problem("channel.secret")


def opened(account: Account, body: bytes, message_signature: str, signed: Signed) -> Any:
    """The message, decrypted where it came encrypted; an account with a key takes nothing in plain text."""
    if len(body) > LARGEST:
        raise Problem("body.too_large", limit=f"{LARGEST // 1024} KB")
    try:
        text = _decrypted(account, body, message_signature, signed) if account.aes_key else body
        message = parse_message(text)
    except (WeChatException, ExpatError, KeyError, TypeError, ValueError, AttributeError):
        raise Problem("channel.unreadable") from None
    if message is None or not getattr(message, "source", None):
        raise Problem("channel.unreadable")
    return message


def reply(account: Account, message: Any, text: str, signed: Signed) -> str:
    """The passive reply, encrypted where the message was."""
    rendered: str = create_reply(text, message).render()
    return _crypto(account).encrypt_message(rendered, signed.nonce, signed.timestamp) if account.aes_key else rendered


def _decrypted(account: Account, body: bytes, message_signature: str, signed: Signed) -> str:
    decrypted: str = _crypto(account).decrypt_message(body, message_signature, signed.timestamp, signed.nonce)
    return decrypted


def _crypto(account: Account) -> Any:
    return WeChatCrypto(account.token, account.aes_key, account.app_id)

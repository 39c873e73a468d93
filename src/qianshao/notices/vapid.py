"""The key by which push services know this installation: made at first use, beside the secret key."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from qianshao.core.keeping import kept


def _pem() -> bytes:
    return kept(Path(settings.DATA) / "push_key.pem", _made)


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def key() -> Any:
    """As pywebpush wants it; loaded when it is needed, as it brings a good deal with it."""
    from py_vapid import Vapid02

    return Vapid02.from_pem(_pem())


def public_key() -> str:
    """For browsers, as they want it: the point, in URL-safe base64."""
    own = load_pem_private_key(_pem(), password=None).public_key()
    point = own.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()

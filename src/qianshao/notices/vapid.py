"""The key by which push services know this installation: made at first use, beside the secret key."""

from __future__ import annotations

import os
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


def _path() -> Path:
    """Written beside and linked into place, so that nobody reads half a key and the first one made is the one kept."""
    path = Path(settings.DATA) / "push_key.pem"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    made = ec.generate_private_key(ec.SECP256R1())
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path


def key() -> Any:
    """As pywebpush wants it; loaded when it is needed, as it brings a good deal with it."""
    from py_vapid import Vapid02

    return Vapid02.from_file(str(_path()))


def public_key() -> str:
    """For browsers, as they want it: the point, in URL-safe base64."""
    own = load_pem_private_key(_path().read_bytes(), password=None).public_key()
    point = own.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()

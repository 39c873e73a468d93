"""The key by which push services know this installation: made at first use, beside the secret key."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from py_vapid import Vapid02


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


def key() -> Vapid02:
    return Vapid02.from_file(str(_path()))


def public_key() -> str:
    """For browsers, as they want it: the point, in URL-safe base64."""
    point = key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()

"""The accounts of the demo: one for each role, named by it, with a password of this installation alone."""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    body: str
    role: str


def password() -> str:
    """Derived from the secret of the installation, so that it can be shown again and is known nowhere else."""
    mac = hmac.digest(settings.SECRET_KEY.encode(), b"password of the demo accounts", sha256)
    return b32encode(mac)[:12].decode().lower()


def tell(logins: list[Login], url: str = "") -> str:
    """``url`` where the site is served already."""
    here = _("Log in with the password {password} as")
    there = _("Log in at {url} with the password {password} as")
    width = max(len(login.username) for login in logins)
    lines = [
        (there if url else here).format(url=url, password=password()),
        *(f"  {login.username:<{width}}  {login.body} · {login.role}" for login in logins),
    ]
    return "\n".join(lines)

"""What the environment says, turned into settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from qianshao.accounts.provider.rules import Provider
from qianshao.core.addresses import is_allowed
from qianshao.core.keeping import kept


def database(data: Path, url: str) -> dict[str, Any]:
    """SQLite in the data directory, or PostgreSQL by ``postgres://user:password@host:port/name?host=/socket``."""
    return _postgres(url) if url else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    """WAL with full synchronisation: what was acknowledged is on disk. Writers queue instead of failing."""
    pragmas = [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA secure_delete=ON",
        "PRAGMA mmap_size=268435456",
        "PRAGMA cache_size=-65536",
    ]
    return {
        "ENGINE": "qianshao.config.sqlite",
        "NAME": data / "qianshao.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": ";".join(pragmas)},
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def documents(data: Path, bucket: str, endpoint: str) -> dict[str, Any]:
    """Where papers and pictures are kept: the local disk; or, where a bucket is named, S3 or what speaks like it
    (django-storages, the extra ``s3``; its keys come from the variables that every program for S3 knows)."""
    if not bucket:
        return {
            "BACKEND": "qianshao.documents.storage.DurableStorage",
            "OPTIONS": {"location": data / "documents", "file_permissions_mode": 0o600},
        }
    options = {"bucket_name": bucket, "default_acl": "private", "file_overwrite": True, "querystring_auth": True}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": options | ({"endpoint_url": endpoint} if endpoint else {}),
    }


def secret_key(data: Path) -> str:
    """From the environment, or made once and kept beside the data, readable by their owner only."""
    if key := os.environ.get("QIANSHAO_SECRET_KEY"):
        return key
    return kept(data / "secret_key", lambda: secrets.token_urlsafe(50).encode()).decode().strip()


def sms_fields(text: str) -> dict[str, str]:
    """What an SMS gateway calls sender, text and id: ``from=From,text=Body,id=MessageSid``."""
    given = dict(pair.split("=", 1) for pair in text.split(",") if "=" in pair)
    return {name: given.get(name, name) for name in ("from", "text", "id")}


def mail(url: str) -> dict[str, Any]:
    """``smtp://user:password@host:587`` with STARTTLS, ``smtps://…:465`` with TLS from the first byte,
    ``smtp://host:25?plain=1`` without; nothing where none is named."""
    if not url:
        return {}
    parts = urlsplit(url)
    implicit = parts.scheme == "smtps"
    return {
        "host": parts.hostname or "",
        "port": parts.port or (465 if implicit else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": implicit,
        "use_tls": not implicit and parse_qs(parts.query).get("plain") != ["1"],
    }


def robots(environment: Mapping[str, str]) -> dict[str, str]:
    """Where a federation runs robots of its own: addresses as Apprise writes them, with ``{address}``."""
    named = {name: environment.get(f"QIANSHAO_{name.upper()}", "") for name in ("wecom", "dingtalk", "feishu")}
    return {name: address for name, address in named.items() if address}


def provider(environment: Mapping[str, str]) -> Provider | None:
    """The OpenID provider by which people may log in; none where no issuer is named. Half a setting ends the program:
    people would stand before a button that leads nowhere."""
    given = {name: environment.get(f"QIANSHAO_OIDC_{name}", "").strip() for name in _OIDC}
    if not given["ISSUER"]:
        return None
    if not is_allowed(given["ISSUER"]):
        raise SystemExit("QIANSHAO_OIDC_ISSUER has to be an address that begins with https://, without a password.")
    if not given["CLIENT"]:
        raise SystemExit("QIANSHAO_OIDC_CLIENT is missing: the number under which the provider knows this site.")
    if find_spec("authlib") is None:
        raise SystemExit("QIANSHAO_OIDC_ISSUER is set, but the part for it is not installed: qianshao[oidc].")
    secret = given["SECRET"] or _content("QIANSHAO_OIDC_SECRET_FILE", given["SECRET_FILE"])
    acr = tuple(one for one in given["ACR"].split(",") if one)
    return Provider(given["ISSUER"], given["CLIENT"], secret, given["LABEL_ZH"], given["LABEL_EN"], acr)


_OIDC = ("ISSUER", "CLIENT", "SECRET", "SECRET_FILE", "LABEL_ZH", "LABEL_EN", "ACR")


def _content(name: str, file: str) -> str:
    try:
        return Path(file).read_text().strip() if file else ""
    except OSError:
        raise SystemExit(f"The file that {name} names cannot be read.") from None

"""What is asked of a provider, and what its word is worth here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from qianshao.core.addresses import is_allowed

LEEWAY = 120
"""Seconds by which the clocks of two servers may differ."""

AT_THE_PROVIDER = timedelta(minutes=15)
"""So long somebody may take there before they have to begin anew."""

INVITED = timedelta(days=7)

PUBLIC_KEY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that the provider alone can make. With HS256 whoever knows the secret can sign, with "none" everybody."""


@dataclass(frozen=True, slots=True)
class Provider:
    """``acr``: the levels of log-in that this federation takes for two factors, in the provider's own words."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    label_zh: str = ""
    label_en: str = ""
    acr: tuple[str, ...] = ()

    @property
    def metadata_url(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def label(self, language: str) -> str:
        """As it was set; for a language without one the other, or nothing."""
        chinese = language.lower().startswith("zh")
        return (self.label_zh or self.label_en) if chinese else (self.label_en or self.label_zh)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is, in its own numbering. ``strong``: by two factors."""

    issuer: str
    subject: str = field(repr=False)
    strong: bool


def fits(metadata: Mapping[str, Any], issuer: str) -> bool:
    """It speaks of itself as the one that was named, and all that is asked of it goes over TLS."""
    endpoints = [metadata.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    return metadata.get("issuer") == issuer and all(isinstance(one, str) and is_allowed(one) for one in endpoints)


def signatures(metadata: Mapping[str, Any]) -> list[str]:
    offered = metadata.get("id_token_signing_alg_values_supported")
    return sorted(PUBLIC_KEY & set(offered if isinstance(offered, list) else ["RS256"]))


def way_of_the_secret(metadata: Mapping[str, Any], secret: str) -> str:
    """In the header, which every provider has to understand, unless it says that it wants it in the body."""
    if not secret:
        return "none"
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def is_strong(claims: Mapping[str, Any], acr: tuple[str, ...]) -> bool:
    """Two factors: "mfa" among the methods (RFC 8176), or a level that the federation takes for it."""
    methods = claims.get("amr")
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in acr

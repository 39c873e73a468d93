"""The conversation with the provider: authorisation code with PKCE, nonce, discovery, and keys, by Authlib.

The text of an error could repeat a token or an address, so only its kind is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qianshao.accounts.provider import rules
from qianshao.accounts.provider.rules import Identity, Provider
from qianshao.core.addresses import is_loopback
from qianshao.core.problems import Problem

TIMEOUT = 5
KEPT = 600
"""Seconds for which what the provider says of itself, and its keys, are kept. An unknown key is asked for at once."""

WANTED = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "jwks",
    "id_token_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "_loaded_at",
)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what has to come back with it."""

    url: str
    state: str
    nonce: str
    verifier: str


def begin(provider: Provider, back: str) -> Begun:
    """``back``: the address here to which the provider sends the browser."""
    made = _ready(provider).create_authorization_url(back)
    return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])


def finish(provider: Provider, back: str, code: str, begun: Begun) -> Identity:
    """Who it is, by a token that was signed by the provider, for us, for this log-in, and lately."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
    from requests import RequestException

    ready = _ready(provider)
    try:
        token = ready.fetch_access_token(back, code=code, code_verifier=begun.verifier)
    except OAuthError:
        raise Problem("provider.unproven") from None
    except (OSError, RequestException, ValueError):
        raise Problem("provider.away") from None
    expected = {
        "iss": {"essential": True, "values": [provider.issuer]},
        "aud": {"essential": True, "values": [provider.client]},
    }
    try:
        claims = ready.parse_id_token(token, begun.nonce, claims_options=expected, leeway=rules.LEEWAY)
    except ExpiredTokenError:
        raise Problem("provider.clock") from None
    except InvalidClaimError as error:
        raise Problem("provider.clock" if error.claim in ("iat", "nbf") else "provider.unproven") from None
    except (OSError, RequestException):
        raise Problem("provider.away") from None
    except (JoseError, ValueError, TypeError, KeyError):
        raise Problem("provider.unproven") from None
    if not claims or not claims.get("sub") or len(claims["sub"]) > 255:
        raise Problem("provider.unproven")
    return Identity(provider.issuer, claims["sub"], rules.is_strong(claims, provider.acr))


def check(provider: Provider) -> None:
    """Whether it answers, and has keys; a Problem otherwise."""
    from requests import RequestException

    try:
        keys = _ready(provider).fetch_jwk_set(force=True)
    except (OSError, RequestException, ValueError, TypeError):
        raise Problem("provider.away") from None
    if not keys.get("keys"):
        raise Problem("provider.misfit")


def _ready(provider: Provider) -> Any:
    """The client, once the provider has said where it is to be asked."""
    from requests import RequestException

    client = _client(provider, int(time.time() // KEPT))
    try:
        known = client.load_server_metadata()
    except (OSError, RequestException, ValueError, TypeError):
        raise Problem("provider.away") from None
    if not rules.fits(known, provider.issuer):
        raise Problem("provider.misfit")
    client.server_metadata = {name: known[name] for name in WANTED if name in known}
    client.server_metadata["id_token_signing_alg_values_supported"] = rules.signatures(known)
    client.client_kwargs["token_endpoint_auth_method"] = rules.way_of_the_secret(known, provider.secret)
    return client


@lru_cache(maxsize=2)
def _client(provider: Provider, period: int) -> Any:
    """A new one for each ``period``: keys that the provider has withdrawn are then forgotten."""
    from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App

    options = {
        "scope": "openid",  # who it is, and nothing else of them
        "code_challenge_method": "S256",
        "default_timeout": TIMEOUT,
        "max_redirects": 0,
        # A proxy of the environment is for the world outside.
        "trust_env": not is_loopback(provider.issuer),
    }
    return DjangoOAuth2App(
        DjangoIntegration("provider"),
        "provider",
        client_id=provider.client,
        client_secret=provider.secret or None,
        server_metadata_url=provider.metadata_url,
        client_kwargs=options,
        user_agent="qianshao",
    )

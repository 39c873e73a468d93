"""One request to another server: it keeps to its time, follows nobody elsewhere, and tells failures by their kind.

The text of an error could repeat an address with a secret in it, so only the kind is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from qianshao.core.addresses import is_loopback

TIMEOUT = 10
"""Seconds for connecting and between two bytes, and for the whole answer."""

LONGEST_ANSWER = 64 * 1024


class Unreached(Exception):
    """No answer came; whether what was sent has arrived is not known."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """:class:`Unreached` when no whole answer came."""
    import requests

    until = time.monotonic() + TIMEOUT
    try:
        with requests.Session() as session:
            # A proxy of the environment is for the world outside.
            session.trust_env = not is_loopback(url)
            with session.post(
                url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as answer:
                content = b""
                for chunk in answer.iter_content(4096):
                    content += chunk
                    if len(content) > LONGEST_ANSWER:
                        raise Unreached("too_long")
                    if time.monotonic() > until:
                        raise Unreached("timeout")
                return Answer(answer.status_code, content, {k.lower(): v for k, v in answer.headers.items()})
    except requests.Timeout:
        raise Unreached("timeout") from None
    except (OSError, requests.RequestException):
        raise Unreached("unreachable") from None

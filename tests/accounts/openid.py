"""An OpenID provider on this machine (oidc-provider-mock, on Authlib's server), and somebody who logs in there.

What it signs is said by the claims of the user; ``bend`` changes an answer on its way, as an attacker or a fault would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import oidc_provider_mock
import requests
from werkzeug.serving import WSGIRequestHandler, make_server

OUTSIDE = re.compile(rb'<link[^>]*"https://[^>]*>')
"""Its pages ask a distant server for their looks; tests reach this machine only."""

Bend = Callable[[str, dict[str, Any]], dict[str, Any]]


class _Silent(WSGIRequestHandler):
    def log(self, *args: Any, **kwargs: Any) -> None:
        """Tests print nothing."""


@dataclass
class OpenID:
    """``heard``: the bodies of what was posted to the provider, by path."""

    address: str = ""
    bend: Bend = lambda path, answer: answer
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def knows(self, subject: str, **claims: Any) -> None:
        made = requests.put(f"{self.address}/users/{quote(subject)}", json=claims, timeout=5)
        assert made.status_code == 204, made.text

    def log_in(self, url: str, subject: str) -> str:
        """What a person does there; gives the address to which their browser is sent back, as path and query."""
        return self._sent_back(url, {"sub": subject})

    def deny(self, url: str) -> str:
        return self._sent_back(url, {"action": "deny"})

    def _sent_back(self, url: str, form: dict[str, str]) -> str:
        answer = requests.post(url, data=form, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        assert parts.netloc == "testserver"
        return f"{parts.path}?{parts.query}"


@contextmanager
def provider() -> Iterator[OpenID]:
    openid, app = OpenID(), oidc_provider_mock.app(require_nonce=True)

    def layer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            openid.heard.append((path, {name: values[0] for name, values in parse_qs(body.decode()).items()}))
            environ["wsgi.input"] = _Again(body)
        held: list[Any] = []
        content = b"".join(app.wsgi_app(environ, lambda *told: held.extend(told[:2])))
        status, headers = held
        content = OUTSIDE.sub(b"", content)
        if dict(headers).get("Content-Type", "").startswith("application/json") and content:
            content = json.dumps(openid.bend(path, json.loads(content))).encode()
        headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start(status, [*headers, ("Content-Length", str(len(content)))])
        return [content]

    server = make_server("127.0.0.1", 0, layer, threaded=True, request_handler=_Silent)
    openid.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield openid
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Again:
    """A body that is read a second time."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def read(self, size: int = -1) -> bytes:
        taken, self.body = (self.body, b"") if size < 0 else (self.body[:size], self.body[size:])
        return taken

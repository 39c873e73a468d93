"""A browser without a screen, for the checks: it keeps cookies, sends forms, and says who it is in every header."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 60  # seconds


class Visitor:
    def __init__(self, site: str, headers: Mapping[str, str] | None = None) -> None:
        self.site, self.headers = site, dict(headers or {})
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        return self._ask(Request(self.site + path, headers=self.headers))  # noqa: S310 - its own site

    def post(self, path: str, fields: Mapping[str, str], page: str = "") -> str:
        """``page`` is where the form stood: its token goes along."""
        token = TOKEN.search(page)
        sent = dict(fields) | ({"csrfmiddlewaretoken": token[1]} if token else {})
        return self._send(path, urlencode(sent).encode(), "application/x-www-form-urlencoded")

    def post_json(self, path: str, content: object) -> str:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self._send(path, body, "application/json")

    def post_parts(self, path: str, parts: Mapping[str, tuple[str, str, bytes]]) -> str:
        """Files, by field: name, kind and content."""
        edge = "----part"
        body = b""
        for field, (name, kind, content) in parts.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            body += f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"
        return self._send(path, body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}")

    def _send(self, path: str, body: bytes, kind: str) -> str:
        origin = {"Referer": self.site + path, "Origin": self.site}
        headers = {**origin, **self.headers, "Content-Type": kind}
        return self._ask(Request(self.site + path, data=body, headers=headers))  # noqa: S310 - its own site

    def _ask(self, request: Request) -> str:
        """What was refused is a page like any other."""
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except HTTPError as refused:
            return refused.read().decode()

"""The line between a phone and the server, which a test can cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PATIENCE = 30  # seconds


class Line(ThreadingHTTPServer):
    """Passes on what a browser asks. ``cut`` it, or let it lose the next answer after the server has given it."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.to = port
        self.cut = False
        self.lose: Callable[[], None] | None = None
        self.posts: list[str] = []
        self.bytes = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class Passing(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        line = self.server
        if line.cut:
            self.close_connection = True
            return
        if self.command == "POST":
            line.posts.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = HTTPConnection("127.0.0.1", line.to, timeout=PATIENCE)
        try:
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            self.close_connection = True
            return
        finally:
            connection.close()
        if self.command == "POST" and line.lose:
            line.lose()
            line.lose, self.close_connection = None, True
            return
        self._pass_on(answer.status, answer.getheaders(), content)

    do_POST = do_GET

    def _pass_on(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        kept = [(name, value) for name, value in headers if name.lower() not in ("transfer-encoding", "content-length")]
        self.send_response_only(status)
        for name, value in [*kept, ("Content-Length", str(len(content)))]:
            self.send_header(name, value)
        self.server.bytes += len(content) + sum(len(name) + len(value) + 4 for name, value in kept)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is written of what passes."""


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    with Line(port) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            line.shutdown()

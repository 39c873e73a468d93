"""Ends of the ways out, on this machine: web and mail servers that keep what they get and can be unwell."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Post:
    """``answers``: the statuses given to the next requests, then 200 (or 250); ``delay`` in seconds before each
    answer."""

    port: int = 0
    got: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    delay: float = 0


@contextmanager
def http_post() -> Iterator[Post]:
    post = Post()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(post.delay)
            post.got.append((self.path, body, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(post.answers.pop(0) if post.answers else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with running(server, post):
        yield post


@contextmanager
def mail_post() -> Iterator[Post]:
    """As much of SMTP as a client asks for; ``answers`` are those to RCPT."""
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            def say(text: str) -> None:
                self.wfile.write(f"{text}\r\n".encode())

            say("220 here")
            to = ""
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split(" ")[0].upper()
                if verb == "RCPT":
                    to = line.partition("<")[2].rstrip(">")
                    code = post.answers.pop(0) if post.answers else 250
                    say(f"{code} so")
                elif verb == "DATA":
                    say("354 go on")
                    read = b""
                    while (more := self.rfile.readline()) != b".\r\n":
                        read += more
                    post.got.append((to, read, {}))
                    time.sleep(post.delay)
                    say("250 kept")
                elif verb == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 so")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with running(server, post):
        yield post


@contextmanager
def running(server: socketserver.TCPServer, post: Post) -> Iterator[None]:
    post.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

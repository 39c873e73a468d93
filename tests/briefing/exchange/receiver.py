"""A program that is told things: python receiver.py PORT FILE. One line for each message; FILE.mood says how it
behaves: well, failing, slow, hanging up before or after it has noted the message."""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NOTED = Path(sys.argv[2])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        mood = NOTED.with_suffix(".mood").read_text()
        if mood == "failing":
            self.answer(503)
        elif mood == "slow":
            time.sleep(10)
        elif mood == "redirecting":
            self.answer(302)
        else:
            with NOTED.open("a") as file:
                file.write(
                    json.dumps({"headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}) + "\n"
                )
            if mood == "well":
                self.answer(204)
            # else it hangs up: the message is noted, and nobody learns of it

    def answer(self, status: int) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Quietly."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

"""The program as an operator runs it: its command line, and its server in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.processes import descendants, kill

COMMAND = str(Path(sys.executable).parent / "qianshao")
PATIENCE = 180  # seconds, for the site to answer and to stop


def qianshao(data: Path, *arguments: str) -> str:
    """Runs one command on this data directory; a failure shows what it said."""
    done = subprocess.run(
        [COMMAND, *arguments],
        env=_environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"qianshao {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@dataclass(frozen=True)
class Site:
    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a power cut would: no process of it ends anything in an orderly way."""
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            kill(pid)
        self.process.wait(timeout=PATIENCE)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of a site that serves this data directory, on SQLite, until the block ends."""
    with running(data) as site:
        yield f"http://127.0.0.1:{site.port}"


@contextmanager
def running(data: Path) -> Iterator[Site]:
    port = _free_port()
    log = data / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)],
            env=_environment(data),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(port, server, log)
        yield Site(port, server)
    finally:
        _stop(server)


def _environment(data: Path) -> dict[str, str]:
    """Without what the test run set for itself."""
    own = {"DJANGO_SETTINGS_MODULE", "QIANSHAO_DATABASE_URL", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "QIANSHAO_DATA": str(data), "QIANSHAO_LANG": "en", "PYTHONWARNINGS": "default"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"The site did not answer on port {port}:\n{log.read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """The whole group: the server has a worker and web processes of its own."""
    for demand in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, demand)
            server.wait(timeout=PATIENCE)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue

"""``make crash N=20``: under load somebody is killed with SIGKILL, again and again; then the books are compared.

Killed in turn: the server with all that belongs to it, the writer alone, the workers alone and, on PostgreSQL, the
database itself; now and then the disk is full, the database away for half a minute, or thousands of clients hang up in
the middle of an upload. The last line is JSON; anything but zeros ends with code 1.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.crash.hang_ups import connections, hang_up
from tests.crash.senders import Crowd, reports
from tests.processes import alive, descendants, kill

DELEGATES = 4000
BIN = Path(sys.executable).parent
EARLIEST, LATEST = 0.3, 2.0
"""Seconds under load before the kill."""
AWAY, FULL = 30, 6
"""Seconds without a database, and with a full disk."""
ROOM = 1024 * 1024
SLOW, MANY = 10, 15
"""Which of twenty rounds is the slow one, and which that of the many who hang up."""
LONGEST = 20
"""Seconds until the server has noticed that they are gone."""
LEFT_OVER = 200
"""Connections that a server may hold when they are gone: those of the senders, and its own."""


class Installation:
    """A server and two workers on the database that the environment names."""

    def __init__(self, home: Path) -> None:
        self.delegates = home / "delegates.txt"
        run("-m", "benchmarks.intake.delegates", str(DELEGATES), str(self.delegates))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.database = Postgres() if os.environ.get("QIANSHAO_DATABASE_URL") else None
        self.log = (home / "log").open("wb")
        self.server: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Whatever of it does not run."""
        if self.database:
            self.database.start()
        if self.server is None or self.server.poll() is not None:
            self.server = self._serve()
        self.workers = [one for one in self.workers if one.poll() is None]
        while len(self.workers) < 2:
            self.workers.append(self._popen([str(BIN / "qianshao"), "work", "--pause", "0.1"]))

    def _serve(self, largest_file: int = resource.RLIM_INFINITY) -> subprocess.Popen[bytes]:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))

        command = [str(BIN / "qianshao"), "serve", "--no-worker", "--port", str(self.port)]
        return self._popen(command, preexec_fn=limit)

    def _popen(self, command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True, **more)

    def killer(self, number: int) -> Callable[[], None]:
        """In turn; twice in twenty rounds something else: a full disk or a database that is away, and hang-ups."""
        if number % 20 == MANY:
            return self.hang_up
        if number % 20 == SLOW:
            return self.take_database_away if self.database else self.fill_disk
        found = [self.kill_server, self.kill_writer, self.kill_workers]
        found += [self.kill_database] if self.database else []
        return found[number % len(found)]

    def kill_server(self) -> None:
        """All that the server has started, at one instant."""
        assert self.server
        processes = descendants(self.server.pid)
        for pid in (*processes, self.server.pid):
            kill(pid)
        self.server.wait()

    def kill_writer(self) -> None:
        assert self.server
        for pid in descendants(self.server.pid):
            if b"gateway.writer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                kill(pid)

    def kill_workers(self) -> None:
        for worker in self.workers:
            kill(worker.pid)
            worker.wait()

    def kill_database(self) -> None:
        assert self.database
        self.database.kill()

    def take_database_away(self) -> None:
        self.kill_database()
        time.sleep(AWAY)

    def fill_disk(self) -> None:
        """Nothing can be written beyond the first megabyte of any file, and then there is room again."""
        self.kill_server()
        self.server = self._serve(ROOM)
        time.sleep(FULL)
        self.kill_server()

    def hang_up(self) -> None:
        """Nobody is killed here; the senders, who go on meanwhile, show whether the server still answers."""
        assert self.server
        secret = self.delegates.read_text().split(maxsplit=1)[0]
        asyncio.run(hang_up(self.port, secret))
        deadline = time.monotonic() + LONGEST
        while self.held() > LEFT_OVER:
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.held()} connections are held {LONGEST} s after everybody has hung up")
            time.sleep(0.5)

    def held(self) -> int:
        assert self.server
        return max(map(connections, (self.server.pid, *descendants(self.server.pid))))

    def stop(self) -> None:
        self.kill_server()
        self.kill_workers()
        if self.database:
            self.database.stop()


class Postgres:
    """The server that scripts/with-postgres has started; after a kill it is started in the same way."""

    def __init__(self) -> None:
        self.home = Path(parse_qs(urlsplit(os.environ["QIANSHAO_DATABASE_URL"]).query)["host"][0])
        self.own: subprocess.Popen[bytes] | None = None

    def _pid(self) -> int:
        return int((self.home / "data/postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        pid = self._pid()
        processes = (*descendants(pid), pid)
        for one in processes:
            kill(one)
        if self.own:
            self.own.wait()
        while any(map(alive, processes)):
            time.sleep(0.05)
        # The first server was started by another program, which has not noticed yet: its number seems to be in use.
        for lock in (self.home / "data/postmaster.pid", *self.home.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def start(self) -> None:
        ready = [shutil.which("pg_isready") or "pg_isready", "--quiet", "-h", str(self.home)]
        while subprocess.run(ready, check=False).returncode:
            if self.own is None or self.own.poll() is not None:
                owner = (self.home / "data").stat()
                who: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
                command = [str(shutil.which("postgres")), "-D", str(self.home / "data"), "-k", str(self.home)]
                command += ["-c", "listen_addresses="]
                null = subprocess.DEVNULL
                self.own = subprocess.Popen(command, stdout=null, stderr=null, start_new_session=True, **who)
            time.sleep(0.2)

    def stop(self) -> None:
        if self.own and self.own.poll() is None:
            self.own.send_signal(signal.SIGINT)
            self.own.wait()


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True)


async def morning(site: Installation, crowd: Crowd, whom: Callable[[], None], dice: random.Random) -> None:
    """Load, a kill at a random instant, and load again until each sender has an answer."""
    crowd.stopping = False
    load = asyncio.create_task(crowd.work())
    await asyncio.sleep(dice.uniform(EARLIEST, LATEST))
    await asyncio.to_thread(whom)
    await asyncio.sleep(dice.uniform(0, 0.3))
    await asyncio.to_thread(site.start)
    await asyncio.sleep(0.5)
    crowd.stopping = True
    await load


def drain(site: Installation) -> None:
    """Until the queue is empty; a claim of a worker that was killed runs out first."""
    from qianshao.core.models import Event

    Event.objects.filter(needs_work=True, done_at=None, claimed_until__isnull=False).update(claimed_until=None)
    deadline = time.monotonic() + 120
    while Event.objects.filter(needs_work=True, done_at=None).exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def main() -> int:
    rounds, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    dice = random.Random(seed)  # noqa: S311 - so that a failure can be repeated
    with tempfile.TemporaryDirectory(prefix="qianshao-crash-") as folder:
        os.environ["QIANSHAO_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
        import django

        django.setup()
        from tests.crash.books import compare

        site = Installation(Path(folder))
        delegates = [(line.split()[0], int(line.split()[1])) for line in site.delegates.read_text().splitlines()]
        crowd = Crowd(site.port, reports(delegates))
        found: dict[str, int] = {}
        try:
            site.start()
            for number in range(rounds):
                whom = site.killer(number)
                before = crowd.put_off
                asyncio.run(morning(site, crowd, whom, dice))
                drain(site)
                if number % 20 == SLOW and crowd.put_off == before:
                    crowd.strange.append(f"nobody was put off by {whom.__name__}")
                found = compare(crowd.acknowledged) | {"strange": len(crowd.strange)}
                say(f"{number + 1:>4}  {whom.__name__:<14} {found}")
                if bad(found):
                    break
        finally:
            site.stop()
    store = "postgresql" if site.database else "sqlite"
    for line in crowd.strange[:3]:
        say(line)
    say(json.dumps({"crash": store, "rounds": number + 1, "seed": seed, **found}))
    return 1 if bad(found) else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def bad(found: dict[str, int]) -> bool:
    return any(count for name, count in found.items() if name != "acknowledged")


if __name__ == "__main__":
    sys.exit(main())

"""One database: ``python -m benchmarks.intake`` on the one that the environment names; prints JSON lines.

A real server, wrk with distinct connections, and beside it, in the same run: the same server without a commit, the
store without a server in batches of the size that was seen, and an ordinary django-ninja operation with one insert.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

DELEGATES = 40_000
SECONDS, WARM_UP = 8, 2
CONNECTIONS = (64, 256)
LOAD = Path(__file__).with_name("load.lua")
HOW_TO_GET_IT = "This benchmark needs wrk, which drives the server. On Debian: apt-get install wrk"
PATH = "/api/v1/reports"


def main() -> int:
    if shutil.which("wrk") is None:
        print(HOW_TO_GET_IT, file=sys.stderr)
        return 2
    store = "postgresql" if os.environ.get("QIANSHAO_DATABASE_URL") else "sqlite"
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as folder:
        os.environ["QIANSHAO_DATA"] = folder
        delegates = Path(folder, "delegates.txt")
        run("benchmarks.intake.delegates", str(DELEGATES), str(delegates))
        for line in measure(store, delegates):
            print(json.dumps(line), flush=True)
    return 0


def measure(store: str, delegates: Path) -> Iterator[dict[str, Any]]:
    """The sequence of reports goes on from one run to the next, so that none is sent twice."""
    sent, found = 0, []
    with serving("qianshao.config.asgi:application", "asginl") as port:
        sent += load(port, delegates, 16, WARM_UP, sent)["requests"] + 1000
        for connections in CONNECTIONS:
            before = batches()
            found.append((connections, load(port, delegates, connections, SECONDS, sent), before, batches()))
            sent += found[-1][1]["requests"] + 1000
    http = {}
    with serving("benchmarks.intake.ceilings:application", "asginl") as port:
        load(port, delegates, 16, WARM_UP, 0)
        for connections in CONNECTIONS:
            http[connections] = per_second(load(port, delegates, connections, SECONDS / 2, 0))
    with serving("benchmarks.intake.baseline:application", "wsgi") as port:
        sent += load(port, delegates, 16, WARM_UP, sent)["requests"] + 1000
        ninja = load(port, delegates, CONNECTIONS[0], SECONDS / 2, sent)
    sizes = [max(1, round((after[0] - before[0]) / max(1, after[1] - before[1]))) for _, _, before, after in found]
    size = sizes[-1]
    stored = json.loads(run("benchmarks.intake.ceilings", str(delegates), str(size)))["rows_per_second"]
    for (connections, result, _, _), batch in zip(found, sizes, strict=True):
        acknowledged = per_second(result)
        ceiling = min(http[connections], stored)
        yield {
            "bench": "intake",
            "store": store,
            "connections": connections,
            "acknowledged_per_s": acknowledged,
            **{name: result[name] for name in ("p50_ms", "p95_ms", "p99_ms", "refused", "broken")},
            "reports_per_commit": batch,
            "ceiling_http_per_s": http[connections],
            "ceiling_store_per_s": stored,
            "share_of_ceiling": round(acknowledged / ceiling, 2),
            "baseline_ninja_per_s": per_second(ninja),
            "times_baseline": round(acknowledged / max(1, per_second(ninja)), 1),
        }


def per_second(result: dict[str, Any]) -> int:
    return int((result["requests"] - result["refused"]) / result["seconds"])


def batches() -> tuple[int, int]:
    """Reports on disk, and commits that brought them."""
    counted = run("benchmarks.intake.count")
    reports, commits = json.loads(counted)
    return reports, commits


def run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603


@contextmanager
def serving(application: str, interface: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", interface, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    command += ["--blocking-threads", "8", "--backpressure", "64"] if interface == "wsgi" else []
    command.append(application)
    server = subprocess.Popen(command, start_new_session=True)  # noqa: S603
    try:
        wait_for(port)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        time.sleep(1)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)
            return
    raise SystemExit("The server did not start.")


def load(port: int, delegates: Path, connections: int, seconds: float, first: int) -> dict[str, Any]:
    days = ",".join((today() - timedelta(days=ago)).isoformat() for ago in range(13))
    address = f"http://127.0.0.1:{port}{PATH}"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "-s", str(LOAD), address]
    command += ["--", str(delegates), days, str(first)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603
    said = re.search(r"RESULT (\{.*\})", done)
    if not said:
        raise SystemExit(done)
    result: dict[str, Any] = json.loads(said[1])
    return result


def today() -> date:
    """In the time zone of the federation."""
    return (datetime.now(UTC) + timedelta(hours=8)).date()


if __name__ == "__main__":
    sys.exit(main())

"""``python -m benchmarks [NAME]``: every measurement, or one, as JSON lines.

Each size gets a database of its own in a temporary directory, and a process of its own to measure in. Times are
wall-clock on this machine; ``reference_ms`` is a fixed piece of work measured in the same process, so that figures
of different machines can be compared by their ratio.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZES = (12_000, 200_000)
DISTRICT = ("import", "board", "board_query", "who", "release")
ON_BOTH = {
    "intake": "benchmarks.intake",
    "sweep": "benchmarks.casework",
    "inbox": "benchmarks.casework",
    "meeting": "benchmarks.meeting",
    "restarts": "benchmarks.restarts",
    "interviews": "benchmarks.interviews",
    "surveil": "benchmarks.surveil",
}
WITHOUT_DATABASE = {
    "disclosure": ("benchmarks.disclosure",),
    "linkage": ("benchmarks.linkage",),
    "assignment": ("benchmarks.assignment",),
    "scan": ("benchmarks.scan", "scan"),
    "scan_dask": ("benchmarks.scan", "scan_dask"),
    "detection": ("benchmarks.detection",),
    "simulation": ("benchmarks.simulation",),
    "map": ("benchmarks.map",),
}
NAMES = (*DISTRICT, *ON_BOTH, *WITHOUT_DATABASE)
WITH_POSTGRES = Path(__file__).parent.parent / "scripts/with-postgres"


def main() -> int:
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := set(wanted) - set(NAMES):
        print(f"No benchmark {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for name, module in ON_BOTH.items():
        if name in wanted:
            on_both(module, *([] if name in ("intake", "interviews", "surveil") else [name]))
    for name, command in WITHOUT_DATABASE.items():
        if name in wanted:
            subprocess.run([sys.executable, "-m", *command], check=True)  # noqa: S603
    for size in SIZES if set(wanted) & set(DISTRICT) else ():
        for line in measure(size, wanted):
            print(json.dumps(line), flush=True)
            found.setdefault(line["bench"], {})[size] = line
    for line in growth(found):
        print(json.dumps(line), flush=True)
    return 0


def measure(size: int, wanted: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
        environment = os.environ | {"QIANSHAO_DATA": directory}
        command = [sys.executable, "-m", "benchmarks.measure", str(size), *wanted]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return [json.loads(line) for line in done.stdout.splitlines()]


def on_both(*what: str) -> None:
    """On SQLite, and on a PostgreSQL of its own where there is one. It prints its lines itself."""
    command = [sys.executable, "-m", *what]
    subprocess.run(command, env=os.environ | {"QIANSHAO_DATABASE_URL": ""}, check=True)  # noqa: S603
    if subprocess.run([WITH_POSTGRES, "--where"], capture_output=True, check=False).returncode:  # noqa: S603
        print(f"No PostgreSQL was found, so {what[-1]} was measured on SQLite only.", file=sys.stderr)
        return
    subprocess.run([WITH_POSTGRES, *command], check=True)  # noqa: S603


def growth(found: dict[str, dict[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """How much longer the larger size takes: 1.0 is no longer at all."""
    small, large = SIZES
    return [
        {
            "bench": f"{name}_growth",
            "from": small,
            "to": large,
            "p50_ratio": round(sizes[large]["p50_ms"] / sizes[small]["p50_ms"], 2),
        }
        for name, sizes in found.items()
        if set(SIZES) <= set(sizes) and "p50_ms" in sizes[small]
    ]


if __name__ == "__main__":
    sys.exit(main())

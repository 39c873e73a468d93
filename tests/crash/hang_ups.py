"""Thousands of clients hang up in the middle of an upload; a server that holds on to each of them stops answering."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

CLIENTS = 3000
AT_ONCE = 300
WAIT = 0.05
"""Seconds between the first half of an upload and its end."""
DECLARED, SENT = 200_000, 20_000
"""Bytes of an upload, and how many of them come."""
UPLOADS = (
    ("/api/v1/reports", "application/json", 2_000),
    ("/api/v1/reports/bulk", "application/x-ndjson", DECLARED),
    ("/api/v1/reports/bulk", "text/csv", DECLARED),
    ("/odk/submission", "multipart/form-data; boundary=x", DECLARED),
    ("/report-danger/", "multipart/form-data; boundary=x", DECLARED),
)
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: the connection ends at once, with what a phone out of reach leaves behind."""


async def hang_up(port: int, secret: str) -> None:
    """Every other one closes in good order, the rest are simply gone."""
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_one(port, secret, number, gate) for number in range(CLIENTS)))


async def _one(port: int, secret: str, number: int, gate: asyncio.Semaphore) -> None:
    path, kind, declared = UPLOADS[number % len(UPLOADS)]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Authorization: Bearer {secret}\r\nContent-Length: {declared}\r\n\r\n"
    )
    async with gate:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            if number % 2:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.write(head.encode() + b"x" * min(SENT, declared - 1))
            await asyncio.sleep(WAIT)
            writer.close()
            await writer.wait_closed()
        except OSError:
            pass  # also the server may end it first


def connections(pid: int) -> int:
    """Sockets that a process holds open."""
    return sum("socket:" in str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink())

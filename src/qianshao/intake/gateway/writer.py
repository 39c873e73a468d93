"""The program that writes: a process of its own beside the one that talks to senders, so that neither waits for the
other's turn with the interpreter. It ends when the other end of its socket is closed.

``python -m qianshao.intake.gateway.writer FD STORE``: STORE is JSON, {"sqlite": path} or {"postgres": {"host": …}}.
Batches come in over the socket, answers go back in the same order.
"""

from __future__ import annotations

import json
import logging
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from qianshao.intake.gateway.store import Store, Waiting

log = logging.getLogger(__name__)
SIZE = struct.Struct("!I")


class Answers(msgspec.Struct, array_like=True):
    """``written``: the database took the batch. ``said``: the answer to each report; None for the ordinary door."""

    written: bool
    said: list[bytes | None]


def main() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Ctrl-C reaches the whole group; what has arrived is written before the socket closes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    descriptor, where = int(sys.argv[1]), json.loads(sys.argv[2])
    with socket.socket(fileno=descriptor) as link:
        serve(link, where)


def serve(link: socket.socket, where: dict[str, Any]) -> None:
    decode, encode = msgspec.msgpack.Decoder(list[Waiting]).decode, msgspec.msgpack.Encoder().encode
    store: Store | None = None
    with link.makefile("rb", buffering=1 << 20) as incoming:
        while len(head := incoming.read(SIZE.size)) == SIZE.size:
            batch = decode(incoming.read(SIZE.unpack(head)[0]))
            try:
                store = store or open_store(where)
                write(store, batch)
                written = True
            except Exception as failure:  # noqa: BLE001 - whatever it is, nobody is told that it arrived
                log.warning("%s reports are not written (%s); their senders try again.", len(batch), _kind(failure))
                drop(store)
                store, written = None, False
            said = encode(Answers(written, [one.said for one in batch]))
            link.sendall(SIZE.pack(len(said)) + said)
    drop(store)


def open_store(where: dict[str, Any]) -> Store:
    """Imports what it needs only."""
    if "sqlite" in where:
        from qianshao.intake.gateway.sqlite import SQLiteStore

        return SQLiteStore(Path(where["sqlite"]))
    from qianshao.intake.gateway.postgres import PostgresStore

    return PostgresStore(**where["postgres"])


def write(store: Store, batch: Sequence[Waiting]) -> None:
    """A report that the database refuses must not take others with it: then each is written alone, and the one that
    still fails is left to the ordinary door."""
    try:
        store.write(batch, datetime.now(UTC))
    except store.unavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - found out one by one
        log.warning("A batch was refused (%s); its reports are written one by one.", _kind(failure))
        for one in batch:
            _write_alone(store, one)


def _write_alone(store: Store, one: Waiting) -> None:
    try:
        store.write([one], datetime.now(UTC))
    except store.unavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - the ordinary door says what is wrong with it
        log.warning("A report was refused by the database (%s).", _kind(failure))


def drop(store: Store | None) -> None:
    """A connection that failed is not used again."""
    if store:
        with suppress(Exception):
            store.close()


def _kind(failure: Exception) -> str:
    """Its text could hold what somebody wrote."""
    return type(failure).__name__


if __name__ == "__main__":
    main()

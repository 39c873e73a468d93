"""The end of the writer's socket in the process that talks to senders.

While a batch is on its way to disk the next one gathers; so batches grow with the load, and one report alone waits for
nobody. No more wait than ``LONGEST``: beyond that senders are asked to come back, and memory stays bounded. A writer
that dies takes what was on its way with it: those senders are told to try again, and a new one starts.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
from collections import deque
from typing import Any, Literal, cast

import msgspec

from qianshao.intake.gateway.store import Waiting
from qianshao.intake.gateway.writer import SIZE, Answers

LARGEST_BATCH = 512
LONGEST = 4096
"""Reports that may wait; at several thousand a second that is about half a second."""
YOUNG, PAUSE = 5.0, 1.0
"""Seconds: a writer that ends before the first is followed by another only after the second."""
ON_THE_WAY = 1
"""Batches with the writer. A second one would wait there for the first, and only make both smaller."""

log = logging.getLogger(__name__)
Outcome = bytes | None | Literal[False]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Answers).decode


class Full(Exception):
    """More are waiting than is good; try again soon."""


class Link(asyncio.Protocol):
    """``submit`` gives a future: the answer in bytes, None for the ordinary door, False when nothing was written."""

    def __init__(self, where: dict[str, Any]) -> None:
        self.where = json.dumps(where)
        self.loop = asyncio.get_running_loop()
        self.gathered: list[tuple[Waiting, asyncio.Future[Outcome]]] = []
        self.flying: deque[list[asyncio.Future[Outcome]]] = deque()
        self.flushing = False
        self.transport: asyncio.Transport | None = None
        self.opening: asyncio.Task[None] | None = None
        self.buffer = bytearray()
        self.opened_at = -YOUNG

    def submit(self, waiting: Waiting) -> asyncio.Future[Outcome]:
        if len(self.gathered) >= LONGEST:
            raise Full
        answer: asyncio.Future[Outcome] = self.loop.create_future()
        self.gathered.append((waiting, answer))
        if not self.flushing:
            self.flushing = True
            self.loop.call_soon(self._flush)
        return answer

    def _flush(self) -> None:
        """At the end of a turn of the loop, so that what arrived in it goes together."""
        self.flushing = False
        if self.transport is None:
            self.opening = self.opening or self.loop.create_task(self._open())
            return
        while self.gathered and len(self.flying) < ON_THE_WAY:
            batch, self.gathered = self.gathered[:LARGEST_BATCH], self.gathered[LARGEST_BATCH:]
            frame = _encode([waiting for waiting, _ in batch])
            self.flying.append([answer for _, answer in batch])
            self.transport.write(SIZE.pack(len(frame)) + frame)

    async def _open(self) -> None:
        """Starts the writer; one that died young not before a moment has passed."""
        if self.loop.time() - self.opened_at < YOUNG:
            await asyncio.sleep(PAUSE)
        self.opened_at = self.loop.time()
        try:
            near, far = socket.socketpair()
            command = [sys.executable, "-m", "qianshao.intake.gateway.writer", str(far.fileno()), self.where]
            with far:
                self.child = subprocess.Popen(command, pass_fds=[far.fileno()])  # noqa: S603 - our own program
            await self.loop.create_connection(lambda: self, sock=near)
        except OSError as failure:
            log.warning("No writer could be started (%s); senders try again.", type(failure).__name__)
            self.opening = None
            waiting, self.gathered = self.gathered, []
            _refuse([answer for _, answer in waiting])

    def close(self) -> None:
        """The writer ends when it has written what it has."""
        if self.transport:
            self.transport.close()

    # --- what asyncio calls -------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.opening = cast(asyncio.Transport, transport), None
        self.buffer.clear()
        self._flush()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while len(self.buffer) >= SIZE.size:
            end = SIZE.size + SIZE.unpack_from(self.buffer)[0]
            if len(self.buffer) < end:
                return
            answers = _decode(memoryview(self.buffer)[SIZE.size : end])
            del self.buffer[:end]
            self._tell(answers)

    def _tell(self, answers: Answers) -> None:
        for answer, said in zip(self.flying.popleft(), answers.said, strict=True):
            if not answer.done():
                answer.set_result(said if said or answers.written else False)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self.loop.run_in_executor(None, self.child.wait)  # it ends when the socket is closed, which is after this
        while self.flying:
            _refuse(self.flying.popleft())
        if self.gathered:
            self._flush()


def _refuse(answers: list[asyncio.Future[Outcome]]) -> None:
    """Nothing was written, as far as anybody can tell: what was written all the same is known by its content."""
    for answer in answers:
        if not answer.done():
            answer.set_result(False)

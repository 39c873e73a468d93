"""Points as bytes, which a script reads without parsing them one by one.

Four letters, the length of what follows, a JSON object, blanks up to a multiple of four; then for N points,
little-endian: N numbers of four bytes (keys of workplaces), N of two (x), N of two (y), N of one (index into
``STATES``). No name is in it, and no address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"QSM1"
WELL, HEARD, SILENT, WRONG = range(4)
STATES = ("well", "heard", "silent", "wrong")


def states(
    numbers: NDArray[np.int64],
    reported: NDArray[np.int64],
    heard: NDArray[np.int64],
    wrong: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """The state of each workplace; the arguments are keys. Something wrong goes before everything; what the union
    itself reported before what was heard by telephone."""
    out = np.full(len(numbers), SILENT, np.uint8)
    for keys, state in ((heard, HEARD), (reported, WELL), (wrong, WRONG)):
        out[np.isin(numbers, keys)] = state
    return out


def packed(
    head: Mapping[str, Any],
    numbers: NDArray[np.int64],
    x: NDArray[np.uint16],
    y: NDArray[np.uint16],
    state: NDArray[np.uint8],
) -> bytes:
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    parts = (numbers.astype("<u4"), x.astype("<u2"), y.astype("<u2"), state.astype("u1"))
    return MAGIC + len(text).to_bytes(4, "little") + text + b"".join(part.tobytes() for part in parts)


def unpacked(content: bytes) -> tuple[dict[str, Any], list[tuple[int, int, int, int]]]:
    """What :func:`packed` wrote: the head, and key, x, y and state of each point."""
    if content[:4] != MAGIC:
        raise ValueError("these are no points")
    length = int.from_bytes(content[4:8], "little")
    head = json.loads(content[8 : 8 + length])
    count, at, columns = int(head["count"]), 8 + length, []
    for kind in ("<u4", "<u2", "<u2", "u1"):
        column = np.frombuffer(content, kind, count, at)
        columns.append(column.tolist())
        at += column.nbytes
    return head, list(zip(*columns, strict=True))

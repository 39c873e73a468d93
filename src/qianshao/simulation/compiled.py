"""Machine code from Python: compiled at the first call, kept on disk, and run beside other threads.

Numba looks at the file of a function alone when it asks whether what it kept is still right; a change in a function
that is called from another file would go unnoticed. So each state of the engine's sources has a directory of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

F = TypeVar("F", bound=Callable[..., object])
HERE = Path(__file__).parent
ENGINE = (HERE / "compiled.py", HERE / "draws.py", HERE / "epidemic")


def compiled(function: F) -> F:
    """May be called from Python."""
    return _made(function, {})


def inner(function: F) -> F:
    """Called by compiled code only. Without a way in from Python it is ready in a third of the time."""
    return _made(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def _made(function: F, options: dict[str, Any]) -> F:
    with _kept_in(folder()):
        return cast(F, njit(cache=True, nogil=True, error_model="numpy", **options)(function))


@contextmanager
def _kept_in(place: Path) -> Iterator[None]:
    before, config.CACHE_DIR = config.CACHE_DIR, str(place)
    try:
        yield
    finally:
        config.CACHE_DIR = before


@cache
def folder() -> Path:
    """Beside the sources where that may be written, else where the person keeps such things."""
    found = hashlib.sha256()
    for place in ENGINE:
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            found.update(path.read_bytes())
    name = f"engine-{found.hexdigest()[:16]}"
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given) / name
    if os.access(HERE, os.W_OK):
        return HERE / "__pycache__" / name
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qianshao" / name

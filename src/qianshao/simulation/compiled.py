"""Machine code from Python: compiled at the first call, kept on disk, and run beside other threads.

Numba looks at the file of a function alone when it asks whether what it kept is still right; a change in a function
that is called from another file would go unnoticed. So each state of the engine's sources has a directory of its own.

The engine makes no arrays, it only writes into those that it is given, and their owner outlives the call. So they are
not counted: with the counting of references a run takes about four times as long (decision 0023).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

SETTINGS: Any = numba.config
F = TypeVar("F", bound=Callable[..., object])
HERE = Path(__file__).parent
ENGINE = (HERE / "compiled.py", HERE / "draws.py", HERE / "epidemic")


def compiled(function: F) -> F:
    """May be called from Python."""
    return _made(function, {})


def inner(function: F) -> F:
    """Called by compiled code only. Without a way in from Python it is ready in a third of the time."""
    return _made(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True})


def _made(function: F, options: dict[str, Any]) -> F:
    place = folder()
    with _kept_in(place):
        settings: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, **options}
        kept = numba.njit(cache=place is not None, **settings)
        return cast(F, kept(function))


@contextmanager
def _kept_in(place: Path | None) -> Iterator[None]:
    before, SETTINGS.CACHE_DIR = SETTINGS.CACHE_DIR, str(place or "")
    try:
        yield
    finally:
        SETTINGS.CACHE_DIR = before


@cache
def folder() -> Path | None:
    """Beside the sources where that may be written, else where the person keeps such things; None where neither may
    be: then it is compiled anew each time."""
    found = hashlib.sha256()
    for place in ENGINE:
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            found.update(path.read_bytes())
    given, own = os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    places = [Path(given)] if given else [HERE / "__pycache__", Path(own).expanduser() / "qianshao"]
    return next(filter(_writable, (place / f"engine-{found.hexdigest()[:16]}" for place in places)), None)


def _writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)

"""Machine code from Python: compiled at the first call, kept on disk, and run beside other threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """May be called from Python."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))


def inner(function: F) -> F:
    """Called by compiled code only. Without a way in from Python it is ready in a third of the time."""
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(F, njit(cache=True, nogil=True, error_model="numpy", **options)(function))

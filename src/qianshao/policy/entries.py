"""Policy files of named entries, of which a federation replaces some by its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

Entry = TypeVar("Entry")


def in_force(
    name: str, parse: Callable[..., dict[str, Entry]], shipped: Callable[[], dict[str, Entry]]
) -> dict[str, Entry]:
    """The shipped entries, over them those of the federation's own file of this name, which need not be there."""
    path = Path(settings.POLICY) / name
    try:
        own = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return shipped()
    return {**shipped(), **parse(own, source=str(path))}

"""Checking policy files on the command line: each fault with file, line and key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from django.utils.translation import gettext as _

from qianshao.core.shell import print_json
from qianshao.policy.faults import PolicyError


def check(paths: Sequence[Path], read: Callable[[Path], object], *, as_json: bool) -> None:
    """Prints what is wrong, and ends with 1 if anything is. ``read`` raises :class:`PolicyError` where a file does not
    hold."""
    faults = [fault for path in paths for fault in _faults(path, read)]
    if as_json:
        print_json([{"file": one.source, "line": one.line, "key": one.key, "what": one.what} for one in faults])
    for fault in () if as_json else faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)
    if not as_json:
        click.echo(_("{count} files, all of it holds.").format(count=len(paths)))


def _faults(path: Path, read: Callable[[Path], object]) -> list[PolicyError]:
    try:
        read(path)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [PolicyError(str(path), line, "UTF-8", "is not valid UTF-8; save the file as UTF-8")]
    except PolicyError as error:
        return [error, *error.others]
    return []

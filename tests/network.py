"""Tests reach this machine only. What tries to go further is stopped before a packet leaves."""

from __future__ import annotations

import socket
import sys
from ipaddress import ip_address
from typing import Any

CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname"}


class ReachedOutside(BaseException):
    """Not an Exception: code that retries or shrugs off network errors must not swallow it."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"The test tried to reach {where}; tests may use this machine only, 127.0.0.1 or a Unix socket."
        )


def close_the_door() -> None:
    """For the rest of the process; an audit hook sees every socket of Python's, whoever opens it."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CONNECTING:
        opened, address = arguments
        if opened.family in (socket.AF_INET, socket.AF_INET6) and address and not is_this_machine(address[0]):
            raise ReachedOutside(address[0])
    elif event in LOOKING_UP and not is_this_machine(arguments[0]):
        raise ReachedOutside(arguments[0])


def is_this_machine(host: str | bytes | None) -> bool:
    """``None`` and the empty name are what a server listens on."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return name == socket.gethostname()
    return address.is_loopback or address.is_unspecified

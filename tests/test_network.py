"""The guard itself. Audit events are raised by hand, so that nothing leaves even when the guard is broken."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

import pytest

from tests.network import ReachedOutside, is_this_machine


@pytest.mark.parametrize("host", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "example.invalid"])
def test_the_outside_is_out_of_reach(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as opened, pytest.raises(ReachedOutside, match=host):
        sys.audit("socket.connect", opened, (host, 80))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(ReachedOutside):
        sys.audit("socket.getaddrinfo", "example.invalid", 80, 0, 0, 0)


def test_nobody_swallows_it() -> None:
    with pytest.raises(ReachedOutside), suppress(Exception):
        sys.audit("socket.gethostbyname", "example.invalid")


def test_this_machine_is_in_reach() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("localhost", 0))
        server.listen()
        client.connect(server.getsockname())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"localhost", None, ""])
def test_what_this_machine_is_called(host: str | bytes | None) -> None:
    assert is_this_machine(host)

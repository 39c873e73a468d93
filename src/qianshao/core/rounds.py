"""What a process does again and again beside the web server, and its patience with a database that is away."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from qianshao.core.setup import is_set_up

log = logging.getLogger(__name__)
WAIT = 5  # seconds, while the database does not answer


def in_rounds(one_round: Callable[[], object], *, once: bool, pause: float) -> None:
    """``one_round`` after another, ``pause`` seconds between them, until the process that started this one is gone.

    A database that does not answer is waited for; one that is not set up is told at once, and so is everything when
    there is only ``once``."""
    parent = os.getppid()
    while True:
        try:
            one_round()
        except (OperationalError, InterfaceError) as error:
            if once:
                raise
            connections.close_all()
            if not is_set_up():
                raise
            log.warning("The database does not answer (%s); trying again.", type(error).__name__)
            time.sleep(WAIT)
        if once or os.getppid() != parent:
            return
        close_old_connections()
        time.sleep(pause)

"""Joins the hot path of reports with the installation: its database, its day, its policies."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from qianshao.core import clock
from qianshao.intake.gateway.app import Application, Gateway
from qianshao.intake.gateway.plain import Today
from qianshao.policy import loading, reporting

WAIT = 5  # seconds, while the database does not answer
HOLDS = 60  # seconds until the policy files are looked at again


def in_front_of(site: Application) -> Gateway:
    return Gateway(site, where(), Days().today)


def where() -> dict[str, Any]:
    """The database, for a program without Django."""
    if connection.vendor == "sqlite":
        return {"sqlite": str(settings.DATABASES["default"]["NAME"])}
    parameters: dict[str, Any] = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return {"postgres": {name: parameters[name] for name in names if parameters.get(name)}}


class Days:
    """What holds today. Nothing at all while it is not known whether the data are generated: their clock stands still
    in the database, and only the ordinary door asks there."""

    def __init__(self) -> None:
        self.known: Today | None = None
        self.until = 0.0
        self.generated = True
        Thread(target=self._ask, name="gateway-clock", daemon=True).start()

    def _ask(self) -> None:
        """Until the database answers; the ordinary door says meanwhile what is wrong with it."""
        while True:
            try:
                self.generated = clock.is_generated()
                return
            except DatabaseError:
                time.sleep(WAIT)
            finally:
                connection.close()

    def today(self) -> Today | None:
        if self.generated:
            return None
        if time.time() >= self.until:
            midnight = datetime.combine(timezone.localdate(), datetime.min.time(), timezone.get_current_timezone())
            self.until = min((midnight + timedelta(days=1)).timestamp(), time.time() + HOLDS)
            categories = frozenset(loading.in_force().categories)
            self.known = Today.of(timezone.localdate(), reporting.in_force(), categories)
        return self.known

"""What is taken along when a federation moves to another installation, and what is a secret.

Secrets are what lets somebody in, or opens something. They are left out unless it is asked for them. Without them
everybody gets a new password and makes new keys; identities that were sealed cannot be opened in the new place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FORMAT = "qianshao.move/1"

NO_PASSWORD = "!"  # noqa: S105 - what Django writes where no password fits
SECRET_COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "accounts.person": {"password": NO_PASSWORD},
    "accounts.bodykey": {"recovery": ""},
}
"""And what stands in their place."""

SECRET_TABLES = frozenset(
    {
        "accounts.token",
        "accounts.personkey",
        "accounts.providerlink",
        "accounts.providerinvitation",
        "accounts.keyholder",
        "briefing.calendarlink",
        "intake.sendercode",
        "intake.correspondent",
        "notices.address",
        "otp_totp.totpdevice",
        "otp_static.staticdevice",
        "otp_static.statictoken",
    }
)
"""Left out as a whole. What refers to one of their rows refers to nothing then."""

NOT_TAKEN = frozenset({"auth", "contenttypes", "sessions", "axes"})
"""Apps whose tables say nothing of the federation: who is logged in now, and failed log-ins."""


def is_taken(label: str, *, secrets: bool) -> bool:
    """``label``: app and model, such as ``intake.dailyreport``."""
    return label.split(".")[0] not in NOT_TAKEN and (secrets or label not in SECRET_TABLES)


def place_of(label: str) -> str:
    """Where in the file the rows of a table are."""
    return f"tables/{label}.jsonl"


KINDS = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "BigIntegerField": "integer",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "datetime",
    "FloatField": "number",
    "IntegerField": "integer",
    "JSONField": "any",
    "PositiveBigIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
    "SmallIntegerField": "integer",
    "TimeField": "time",
}
"""Types of Frictionless by kinds of fields; all others are text. Bytes are text in Base64."""


def kind_of(field: str) -> str:
    return KINDS.get(field, "string")

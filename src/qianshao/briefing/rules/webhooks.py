"""What other programs are told of, and how they know that it is true. As the Standard Webhooks specification has it, so
that receivers find a library for their language."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

KINDS = ("case", "commitment", "dispute", "initiative", "inspection", "need", "order", "restart", "shipment", "signal")
"""Of what may be told. Not of reports, identities and accounts: that there was one could already tell too much."""

GIVE_UP = timedelta(days=3)


def is_known(pattern: str) -> bool:
    """``case.opened``, or ``case.*`` for all of them."""
    kind, _, rest = pattern.partition(".")
    return kind in KINDS and (rest == "*" or rest.replace("_", "").isalnum())


def fits(action: str, patterns: Sequence[str]) -> bool:
    kind = action.partition(".")[0]
    return kind in KINDS and (action in patterns or f"{kind}.*" in patterns)


def message(*, event: int, action: str, at: datetime, subject: tuple[str, str], territory: str) -> bytes:
    """What has happened to what; whoever may see it reads it by the API. Who did it is not in it."""
    data = {"event": event, "subject": {"type": subject[0], "id": subject[1]}, "territory": territory}
    said = {"type": action, "timestamp": at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def shown_secret(secret: bytes) -> str:
    return "whsec_" + b64encode(secret).decode()


def headers(secret: bytes, *, number: str, at: datetime, body: bytes) -> dict[str, str]:
    """``number`` stays the same however often it is sent."""
    moment = str(int(at.timestamp()))
    signed = hmac.new(secret, f"{number}.{moment}.".encode() + body, sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + b64encode(signed).decode(),
    }

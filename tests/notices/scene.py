"""What tests about notices begin with: somebody with a confirmed address, and things that happen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qianshao.accounts.models import Person
from qianshao.core.actor import person as by
from qianshao.notices import actions, sealing
from qianshao.notices.actions import About
from qianshao.notices.models import Address, Message
from tests.cast import MORNING, Cast

MAIL = "zhang.san@example.com"


def address_of(person: Person, channel: str = "mail", text: str = MAIL, at: datetime = MORNING) -> Address:
    """Added and confirmed with the code, whose message is left out."""
    given: dict[str, Any] = {"actor": by(person.pk), "via": "web", "at": at}
    row = actions.add_address(person, channel, text, body=None, **given)
    assert row.code
    actions.confirm_address(row, str(sealing.opened(row.code)), **given)
    Message.objects.filter(address=row).delete()
    row.refresh_from_db()
    return row


def happen(cast: Cast, number: int = 1, *, kind: str = "arrived", severity: int = 2, at: datetime = MORNING) -> None:
    about = About("case", number, "0", f"500113-2022-{number:05d}", "crowding", severity, "500113111", at, "/cases/x/")
    actions.notify(kind, about, at=at, body=cast.district.pk)

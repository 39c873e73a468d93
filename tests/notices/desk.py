"""What tests that kill ``qianshao deliver`` ask of a database: python -m tests.notices.desk WHAT. Prints JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from qianshao.accounts.models import Membership, Person  # noqa: E402
from qianshao.notices import actions, sealing  # noqa: E402
from qianshao.notices.models import Message, Notice  # noqa: E402
from qianshao.registry.models import Body  # noqa: E402
from tests.cast import MORNING, assemble  # noqa: E402
from tests.notices.scene import address_of  # noqa: E402

PEOPLE = 80


def prepare() -> None:
    """As many officers of one body, each with an address of their own, and one thing that they all have to hear."""
    call_command("migrate", verbosity=0, interactive=False)
    district = assemble().district
    for number in range(PEOPLE):
        person = Person.objects.create(username=f"officer-{number}", created_at=MORNING)
        Membership.objects.create(person=person, body=district, role="officer", since=MORNING)
        address_of(person, "mail", f"officer-{number}@example.com")
    Message.objects.all().delete()
    past = timezone.now() - timedelta(hours=1)
    about = actions.About("case", 1, "0", "500113-2022-00001", "crowding", 2, "500113111", None, "/cases/x/")
    actions.notify("arrived", about, at=past, body=Body.objects.get(pk=district.pk).pk)
    actions.group(past)
    Message.objects.update(go_at=past)


def look() -> None:
    """The state of each message by the address that it goes to."""
    rows = Message.objects.select_related("address")
    states = {str(sealing.opened(row.address.sealed)): row.state for row in rows if row.address}
    told = {"states": states, "notices": Notice.objects.count(), "messages": Message.objects.count()}
    sys.stdout.write(json.dumps(told))


def forget_claims() -> None:
    """As if the two minutes had passed after which the claim of a dead process runs out."""
    Message.objects.update(claimed_until=None)


WHAT: dict[str, Callable[[], None]] = {one.__name__: one for one in (prepare, look, forget_claims)}

if __name__ == "__main__":
    WHAT[sys.argv[1]]()

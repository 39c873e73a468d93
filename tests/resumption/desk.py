"""Visits and calls in a process of its own, for tests with a browser: python -m tests.resumption.desk WHAT."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from datetime import timedelta  # noqa: E402

from django.core.management import call_command  # noqa: E402

from qianshao.core import clock  # noqa: E402
from qianshao.resumption import actions  # noqa: E402
from qianshao.resumption.models import InitiativeAnswer, Inspection  # noqa: E402
from qianshao.resumption.rules.initiatives import Filter  # noqa: E402
from tests.cast import assemble  # noqa: E402
from tests.resumption.visits import actor, done, good, planned, resumption  # noqa: E402


def prepare() -> None:
    """A visit to the plant that waits, a call to all, and what employer and union of the plant say."""
    call_command("migrate", verbosity=0, interactive=False)
    cast = assemble()
    now = clock.now()
    common = {"actor": actor(cast), "via": "web", "at": now}
    planned(cast, day=now.date() + timedelta(days=1), at=now)
    actions.send(
        cast.district,
        resumption(),
        ["stock", "bus"],
        Filter(territory="500113"),
        title="备足口罩，登记座位",
        text="请各单位工会落实。",
        due_at=now + timedelta(days=3),
        **common,  # type: ignore[arg-type]
    )
    actions.declare(cast.shop, "employer", resumption(), good(), **common)  # type: ignore[arg-type]
    done(cast, good({"stock": {"days": 0}}), place=cast.shop, done_at=now, at=now)


def rows() -> None:
    found = Inspection.objects.filter(workplace__name="重庆沿江钛业有限公司", state="done")
    kept = [
        {
            "number": row.number,
            "outcome": row.outcome,
            "inspectors": row.inspectors,
            "values": row.answers["values"],
            "photos": row.photos.count(),
            "signed": {one.side: bool(one.file_id) for one in row.signatures.all()},
        }
        for row in found
    ]
    answers = list(InitiativeAnswer.objects.values("workplace__name", "complete", "verified"))
    sys.stdout.write(json.dumps({"inspections": kept, "answers": answers}))


if __name__ == "__main__":
    {one.__name__: one for one in (prepare, rows)}[sys.argv[1]]()

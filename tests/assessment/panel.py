"""A sheet, its reviewers and its body for browser tests, in a process of its own: python -m tests.assessment.panel
prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from qianshao.assessment import actions  # noqa: E402
from qianshao.assessment.queries.coding import first_pass, talk_of  # noqa: E402
from qianshao.core.actor import Via, person, system  # noqa: E402
from qianshao.intake.rules.daily import Numbers  # noqa: E402
from tests.assessment.test_comparing import more_townships  # noqa: E402
from tests.assessment.test_network import TALK  # noqa: E402
from tests.casework.scene import file  # noqa: E402
from tests.cast import DAY, MORNING, assemble  # noqa: E402

WHO = ("officer of city", "officer of district", "officer of township")


def prepare() -> dict[str, str]:
    call_command("migrate", verbosity=0, interactive=False)
    cast = assemble()
    more_townships(cast)
    file(cast.plant, Numbers(headcount=900))
    how = {"actor": system("test"), "via": Via.SHELL, "at": MORNING}
    talk, _ = actions.import_interview(TALK.encode(), **how)
    found = first_pass(talk_of(talk))
    actions.propose(talk, found.proposals, found.codebook, **how)
    by = {"actor": person(cast.person("officer of city").pk), "via": Via.WEB, "at": MORNING}
    row = actions.open_appraisal(cast.township, DAY - timedelta(days=6), DAY, **by)
    prepared = {"sheet": row.number, "interview": talk.number}
    for who in WHO:
        client = Client()
        client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
        prepared[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return prepared


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare()))

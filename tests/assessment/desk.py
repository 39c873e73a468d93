"""An interview for browser tests, in a process of its own: python -m tests.assessment.desk prints JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from qianshao.assessment import actions  # noqa: E402
from qianshao.core.actor import Via, system  # noqa: E402
from tests.assessment.conftest import TALK  # noqa: E402
from tests.cast import MORNING, assemble  # noqa: E402


def prepare() -> dict[str, str]:
    call_command("migrate", verbosity=0, interactive=False)
    client, cast = Client(), assemble()
    client.force_login(cast.person("officer of district"), backend="django.contrib.auth.backends.ModelBackend")
    row, _ = actions.import_interview(TALK.encode(), actor=system("test"), via=Via.SHELL, at=MORNING)
    return {"number": row.number, "session": client.cookies[settings.SESSION_COOKIE_NAME].value}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare()))

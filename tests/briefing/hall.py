"""A meeting of today on the records that the environment names: python -m tests.briefing.hall"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from qianshao.briefing.meetings import actions  # noqa: E402
from qianshao.core.actor import system  # noqa: E402
from qianshao.registry.models import Body, BodyKind  # noqa: E402


def main() -> None:
    district = Body.objects.get(kind=BodyKind.FEDERATION, territory="500113")
    now = timezone.now()
    actions.prepare(district, timezone.localdate(now), actor=system("test"), via="shell", at=now)


if __name__ == "__main__":
    main()

"""Enterprise unions, their workplaces and their delegates' keys, written directly: generated, for measuring only.

``python -m benchmarks.intake.delegates COUNT FILE`` fills the database of QIANSHAO_DATA or QIANSHAO_DATABASE_URL, and
writes one line for each delegate: the key, a blank, the number of the workplace.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from qianshao.registry.models import Body, Workplace

TOWNSHIPS = 200
CHUNK = 2000


def main() -> None:
    count, target = int(sys.argv[1]), Path(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    with target.open("w") as out:
        for start in range(0, count, CHUNK):
            for line in enter(range(start + 1, min(start + CHUNK, count) + 1)):
                print(*line, file=out)


def enter(numbers: range) -> list[tuple[str, int]]:
    """Keys and workplaces of these delegates."""
    from django.db import transaction
    from django.utils import timezone

    from qianshao.accounts.models import Membership, Person, Token
    from qianshao.registry.models import Body, BodyKind, Level, Territory, Workplace

    now, kept = timezone.now(), []
    with transaction.atomic():
        parent = Body.objects.filter(number=10**7).first() or _root()
        territories = list(Territory.objects.filter(level=Level.TOWNSHIP).order_by("code"))
        for number in numbers:
            place = territories[number % TOWNSHIPS]
            body = Body(
                number=number,
                kind=BodyKind.ENTERPRISE_UNION,
                level=Level.ENTERPRISE,
                name=f"{number}",
                parent=parent,
                path=f"{parent.path}{number:08d}",
                territory=place,
                source="benchmark",
                generated=True,
            )
            shop = Workplace(
                name=f"{number}",
                territory=place,
                township_code=place.code,
                district_code=place.code[:6],
                affiliation_path=body.path,
                headcount=100,
                source="benchmark",
                generated=True,
            )
            kept.append((body, shop, Person(username=f"delegate-{number}", created_at=now), number))
        Body.objects.bulk_create([one[0] for one in kept])
        Workplace.objects.bulk_create([_joined(shop, body) for body, shop, _, _ in kept])
        Person.objects.bulk_create([one[2] for one in kept])
        members = [Membership(person=person, body=body, role="delegate", since=now) for body, _, person, _ in kept]
        Membership.objects.bulk_create(members)
        keys = [f"key-of-delegate-{number:09d}-0123456789abcdef" for *_, number in kept]
        Token.objects.bulk_create(
            Token(membership=member, label="benchmark", digest=sha256(key.encode()).hexdigest(), created_at=now)
            for member, key in zip(members, keys, strict=True)
        )
    return [(key, shop.pk) for key, (_, shop, _, _) in zip(keys, kept, strict=True)]


def _joined(shop: Workplace, body: Body) -> Workplace:
    shop.union = body
    return shop


def _root() -> Body:
    from qianshao.registry.models import Body, BodyKind, Level, Territory

    for number in range(TOWNSHIPS):
        code = f"{990000 + number // 50:06d}{number % 50:03d}"
        Territory.objects.create(code=code, name=code, level=Level.TOWNSHIP, source="benchmark")
    return Body.objects.create(
        number=10**7, kind=BodyKind.FEDERATION, level=Level.NATIONAL, name="root", path="10000000", source="benchmark"
    )


if __name__ == "__main__":
    main()

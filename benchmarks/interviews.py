"""Searching what was said, in 10,000 interviews. Prints JSON lines; run by ``python -m benchmarks``.

Each interview has 24 turns of about 60 characters, 1,500 in all. The words are drawn by how frequent they are in
jieba's dictionary, so that common words stand in nearly every interview and rare ones in a few. ``target_ms`` is what
the search is to stay under, over the slowest of the things looked for.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from qianshao.assessment.models import Turn

NOW = datetime(2022, 2, 8, 4, 0, tzinfo=UTC)
DISTRICT = "500113"
SIZE, TURNS, LONG, AT_ONCE = 10_000, 24, 60, 1000
TARGET_MS = 100
LOOKED_FOR = {
    "common": "工作",
    "one sign": "厂",
    "rare": "口罩",
    "phrase": "复工复产",
    "two words": "工会 领导",
    "three words": "工人 没有 企业",
    "absent": "攀钢钛业",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qianshao-bench-") as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
            "QIANSHAO_DATA": directory,
            "QIANSHAO_HOSTS": "testserver",
        }
        django.setup()
        from benchmarks.measure import analyse

        start = time.perf_counter()
        fill()
        analyse()
        say("interviews_filled", seconds=round(time.perf_counter() - start, 1), turns=SIZE * TURNS)
        measure()


def say(bench: str, **figures: Any) -> None:
    from django.db import connection

    print(json.dumps({"bench": bench, "size": SIZE, "database": connection.vendor, **figures}), flush=True)


def fill() -> None:
    from django.core.management import call_command

    from qianshao.demo import district
    from qianshao.registry.commands import load_shipped_divisions

    call_command("migrate", verbosity=0, interactive=False)
    load_shipped_divisions()
    district.enter_bodies(DISTRICT, NOW.date())
    said = speech()
    for first in range(0, SIZE, AT_ONCE):
        write(range(first, first + AT_ONCE), said)


def speech() -> Iterator[str]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    words = {word: count for word, count in jieba.dt.FREQ.items() if count and not word.isascii()}
    chance = random.Random(20200210)  # noqa: S311
    drawn = iter(chance.choices(list(words), list(words.values()), k=SIZE * TURNS * LONG // 2))
    while True:
        yield "".join(itertools.islice(drawn, LONG // 2)) + "。"


def write(numbers: range, said: Iterator[str]) -> None:
    """As the import would leave them; in bulk, since reading in is not what is measured."""
    from django.db import transaction

    from qianshao.assessment.actions.words import keep_words
    from qianshao.assessment.models import Call, Interview, Speaker, Turn

    with transaction.atomic():
        rows = Interview.objects.bulk_create(
            Interview(
                number=f"FT2022-{n:05}",
                title=f"generated {n}",
                place_id=DISTRICT,
                territory=DISTRICT,
                text="generated",
                digest=f"{n:064}",
                imported_at=NOW,
            )
            for n in numbers
        )
        calls = Call.objects.bulk_create(Call(interview=row, n=1) for row in rows)
        speakers = Speaker.objects.bulk_create(Speaker(interview=row, name="甲", written="甲") for row in rows)
        turns = [
            Turn(interview=row, call=call, n=n, speaker=speaker, text=next(said))
            for row, call, speaker in zip(rows, calls, speakers, strict=True)
            for n in range(1, TURNS + 1)
        ]
        Turn.objects.bulk_create(turns, batch_size=5000)
        for row, its in zip(rows, groups(turns), strict=True):
            keep_words(row, [(turn.n, turn.text) for turn in its])


def groups(turns: list[Turn]) -> Iterator[list[Turn]]:
    return (turns[at : at + TURNS] for at in range(0, len(turns), TURNS))


def measure() -> None:
    from django.test import Client

    from benchmarks.measure import officer, percentiles, reference_ms
    from qianshao.accounts.queries import memberships, scope_of
    from qianshao.assessment.queries.search import found_in

    client, person = Client(), officer()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    scope = scope_of(memberships(person, datetime.now(UTC))[0], datetime.now(UTC))
    slowest = 0.0
    for name, text in LOOKED_FOR.items():
        found = len(found_in(scope, text))
        figures = percentiles(partial(found_in, scope, text))
        slowest = max(slowest, figures["p95_ms"])
        say("interviews", looked_for=name, shown=found, **figures, reference_ms=reference_ms())
    page = percentiles(lambda: client.get("/interviews/search/", {"q": LOOKED_FOR["two words"]}))
    say("interviews_page", **page, reference_ms=reference_ms())
    say("interviews_target", slowest_p95_ms=slowest, target_ms=TARGET_MS, within=slowest < TARGET_MS)


if __name__ == "__main__":
    main()

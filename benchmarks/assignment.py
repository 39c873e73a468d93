"""12,000 generated workplaces in 23 townships and 600 people: the plan, its distance to the bound, and how many
workplaces change hands when one person leaves. One JSON line."""

from __future__ import annotations

import json
import random
import time

from benchmarks.measure import reference_ms
from qianshao.resumption.rules.assignment import Helper, Place, Size, Terms, assign

PLACES, PEOPLE, TOWNSHIPS = 12_000, 600, 23
TERMS = Terms(sizes=(Size(0, 1, 80), Size(100, 2, 110), Size(300, 4, 140)))
INDUSTRIES = ("C26", "C33", "C36", "E47", "F52", "G54", "H62", "O80")


def district(seed: int = 1) -> tuple[list[Place], list[Helper]]:
    """Townships lie in 60 by 40 km; places and homes about their centres; one place in fifteen is larger."""
    chance = random.Random(seed)  # noqa: S311
    centres = [(chance.uniform(0, 600), chance.uniform(0, 400)) for _ in range(TOWNSHIPS)]

    def at() -> tuple[str, float, float]:
        number = chance.randrange(TOWNSHIPS)
        x, y = centres[number]
        return f"500113{number:03d}", chance.gauss(x, 25), chance.gauss(y, 25)

    places = []
    for key in range(PLACES):
        code, x, y = at()
        people = chance.choice((150, 400)) if chance.random() < 0.07 else chance.randrange(1, 100)
        place = Place(key, x, y, code, people, chance.choice(INDUSTRIES), employers=frozenset({str(key)}))
        places.append(place)
    helpers = []
    for key in range(PEOPLE):
        _code, x, y = at()
        own = frozenset({str(chance.randrange(PLACES))})
        minutes = 60 * 4 * chance.choice((6, 10, 14))
        expertise = tuple(chance.sample(INDUSTRIES, 2))
        helpers.append(Helper(key, x, y, "500113", minutes, expertise, employers=own))
    return places, helpers


def main() -> None:
    places, helpers = district()
    start, cpu = time.perf_counter(), time.process_time()
    plan = assign(places, helpers, TERMS)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    gone = helpers[PEOPLE // 2]
    start = time.perf_counter()
    after = assign(places, [one for one in helpers if one is not gone], TERMS, before=plan.holder)
    again = time.perf_counter() - start
    had = [place for place, helper in plan.holder.items() if helper == gone.key]
    others = [key for key, helper in plan.holder.items() if helper != gone.key and after.holder.get(key) != helper]
    print(
        json.dumps(
            {
                "bench": "assignment",
                "size": PLACES,
                "people": PEOPLE,
                "seconds": round(seconds, 1),
                "cpu_seconds": round(cpu, 1),
                "gap": round(plan.gap, 4),
                "without_anybody": PLACES - len(plan.holder),
                "of_one_who_leaves": len(had),
                "others_moved": len(others),
                "seconds_again": round(again, 1),
                "gap_again": round(after.gap, 4),
                "reference_ms": reference_ms(),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()

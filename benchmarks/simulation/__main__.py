"""The engine beside Covasim and Starsim, its memory, its growth, a whole city. Prints JSON lines.

    QIANSHAO_COVASIM_PYTHON=/tmp/covasim/bin/python make bench ONLY=simulation

names an interpreter that has the two others; without it they are left out. Times are CPU seconds of the run alone.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from qianshao.simulation import compiling
from qianshao.simulation.epidemic.state import AT_ONCE, INFECTIONS, People
from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Workspace
from qianshao.simulation.scenario import Scenario

AGENTS, DAYS, SEEDS = 100_000, 180, 100
ROUNDS = int(os.environ.get("QIANSHAO_BENCH_ROUNDS", "3"))
CITY_WORKERS = 10_000_000
HOW_TO = "python -m venv /tmp/covasim && /tmp/covasim/bin/pip install covasim==4.0.1"


def main() -> None:
    if sys.argv[1:]:
        {"city": city, "beside": beside}[sys.argv[1]]()
        return
    memory()
    growth()
    threads()
    subprocess.run([sys.executable, "-m", "benchmarks.simulation", "city"], check=True)
    beside()


def say(bench: str, **figures: Any) -> None:
    print(json.dumps({"bench": f"simulation_{bench}", **figures}), flush=True)


def rounded(value: float) -> float:
    return float(f"{value:.3g}")


def scenario(**changed: Any) -> Scenario:
    """Households, workplaces and community without any measure, so that most are infected, as with the others."""
    found = shipped()
    bare = {f"measures.{name}.coverage": 0.0 for name in found.measures}
    values = {key.replace("__", "."): value for key, value in changed.items()}
    return found.with_values({"horizon.days": float(DAYS), **bare, **values})


def population(found: Scenario, agents: int) -> People:
    """Workplaces by the law of the scenario, as many as about so many persons need."""
    sizes = compiling.sizes_of(found.with_values({"population.workplaces": float(agents // 12)}))
    count = int(np.searchsorted(np.cumsum(sizes), agents * 0.7)) + 1
    return compiling.people_of(found, sizes[:count])


def run(space: Workspace, number: int, seeds: int = SEEDS, mask: int = 0) -> tuple[float, float]:
    """CPU seconds of this thread, and infections."""
    start = time.thread_time()
    left = space.run(number, mask, seeds=seeds, chosen=AT_ONCE)
    return time.thread_time() - start, float(left.outcome[INFECTIONS])


# --- beside the others ------------------------------------------------------------------------------------


def beside() -> None:
    """Turn by turn, so that what else the machine does falls on all of them."""
    found = scenario(transmission__community=1.97, care__share=0.0)  # as many infected as with Covasim
    space = Workspace(found, population(found, AGENTS))
    persons = len(space.people.home_of)
    run(space, 0)
    other = os.environ.get("QIANSHAO_COVASIM_PYTHON", "")
    times: dict[str, list[dict[str, float]]] = {"qianshao": [], "covasim": [], "starsim": []}
    for number in range(ROUNDS):
        for _ in range(5):
            seconds, infections = run(space, number)
            times["qianshao"].append({"cpu_seconds": seconds, "attack_rate": infections / persons})
        for name in ("covasim", "starsim") if other else ():
            times[name].append(of_other(other, name))
    ours = statistics.median(one["cpu_seconds"] for one in times["qianshao"])
    rate = persons * DAYS / ours
    attack = statistics.mean(one["attack_rate"] for one in times["qianshao"])
    say("engine", agents=persons, days=DAYS, cpu_seconds=rounded(ours), agent_days_per_core_second=rounded(rate),
        attack_rate=rounded(attack), microseconds_per_infection=rounded(1e6 * ours / attack / persons),
        bytes_per_agent=round(held(space) / persons))  # fmt: skip
    for name in ("covasim", "starsim"):
        if times[name]:
            tell_other(name, times[name], rate)
    if not other:
        print(f"Covasim and Starsim were left out. {HOW_TO}; then QIANSHAO_COVASIM_PYTHON=…", file=sys.stderr)


def of_other(python: str, name: str) -> dict[str, float]:
    command = [python, str(Path(__file__).parent / "others.py"), name, str(AGENTS), str(DAYS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def tell_other(name: str, times: list[dict[str, float]], rate: float) -> None:
    theirs = statistics.median(one["cpu_seconds"] for one in times)
    their_rate = AGENTS * DAYS / theirs
    say(name, agents=AGENTS, days=DAYS, cpu_seconds=rounded(theirs), agent_days_per_core_second=rounded(their_rate),
        attack_rate=rounded(times[0]["attack_rate"]), bytes_per_agent=round(times[0]["bytes_per_agent"]),
        times_faster=rounded(rate / their_rate))  # fmt: skip


# --- memory, growth, cores --------------------------------------------------------------------------------


def held(space: Workspace) -> int:
    arrays = [one for one in (*space.people, *space.state) if isinstance(one, np.ndarray)]
    return sum(one.nbytes for one in arrays)


def memory() -> None:
    """Of people and of one thread's state, after an epidemic in which most were infected, and after a small one."""
    for name, community in (("large", 2.6), ("small", 0.1)):
        found = scenario(transmission__community=community, care__share=0.0)
        space = Workspace(found, population(found, AGENTS))
        _, infections = run(space, 1, seeds=SEEDS if name == "large" else 5)
        persons = len(space.people.home_of)
        attack = rounded(infections / persons)
        say(f"memory_{name}", agents=persons, attack_rate=attack, bytes_per_agent=round(held(space) / persons, 1))


def growth() -> None:
    """The same small epidemic among more and more people: the time follows the infections."""
    for agents in (100_000, 1_000_000, 3_000_000):
        found = scenario(transmission__community=0.8)
        space = Workspace(found, population(found, agents))
        run(space, 0)
        rounds = [run(space, number, seeds=200, mask=31) for number in range(1, 20)]
        seconds, infections = (sum(column) for column in zip(*rounds, strict=True))
        say("growth", agents=len(space.people.home_of), infections=round(infections / len(rounds)),
            milliseconds=rounded(1000 * seconds / len(rounds)),
            microseconds_per_infection=rounded(1e6 * seconds / infections))  # fmt: skip


def threads() -> None:
    """Replications on all cores: CPU seconds for each second of the clock, and how much more is done in it."""
    found = scenario(transmission__community=1.2)
    people = population(found, AGENTS)

    def many(first: int) -> None:
        space = Workspace(found, people)
        for number in range(first, first + 20):
            space.run(number, seeds=SEEDS, chosen=AT_ONCE)

    many(0)
    for count in (1, os.cpu_count() or 1):
        clock, cpu = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(many, range(0, 40 * count, 20)))
        seconds = time.perf_counter() - clock
        busy = (time.process_time() - cpu) / seconds
        say("threads", threads=count, runs_per_second=rounded(40 * count / seconds), cores_busy=rounded(busy))


def city() -> None:
    """Ten million workers: building them, and an epidemic that 1,000 bring in; in a process of its own."""
    found = scenario(transmission__community=0.5, horizon__days=60.0)
    start = time.process_time()
    sizes = compiling.sizes_of(found.with_values({"population.workplaces": 1_000_000.0}))
    count = int(np.searchsorted(np.cumsum(sizes.astype(np.int64)), CITY_WORKERS)) + 1
    people = compiling.people_of(found, sizes[:count])
    built = time.process_time() - start
    space = Workspace(found, people)
    space.run(0, seeds=10, chosen=AT_ONCE)
    seconds, infections = run(space, 1, seeds=1000, mask=31)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    say("city", workers=len(people.team_of), persons=len(people.home_of), workplaces=len(people.site_start) - 1,
        build_cpu_seconds=rounded(built), run_cpu_seconds=rounded(seconds), infections=int(infections),
        peak_gigabytes=rounded(peak))  # fmt: skip


if __name__ == "__main__":
    main()

"""Covasim and Starsim on their own interpreter: ``python others.py covasim|starsim AGENTS DAYS``. Prints one JSON line.

CPU seconds of the run alone, without import and without making the population; peak memory above what the import took.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    name, agents, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sim = {"covasim": covasim, "starsim": starsim}[name](agents, days)
    before = peak()
    sim.init()
    start = time.process_time()
    sim.run()
    seconds = time.process_time() - start
    infected = {"covasim": "new_infections", "starsim": "sir.new_infections"}[name]
    found = sim.results.flatten() if hasattr(sim.results, "flatten") else sim.results
    key = next(one for one in found if str(one).replace("_", ".").endswith(infected.replace("_", ".")))
    attack = float(sum(found[key])) / agents
    memory = (peak() - before) / agents
    told = {"engine": name, "cpu_seconds": seconds, "attack_rate": attack, "bytes_per_agent": memory}
    print(json.dumps(told))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def covasim(agents: int, days: int):  # type: ignore[no-untyped-def]
    """Households, schools, workplaces, community."""
    import covasim as cv  # type: ignore[import-not-found]

    return cv.Sim(pop_size=agents, pop_infected=100, n_days=days, pop_type="hybrid", use_waning=False, verbose=0)


def starsim(agents: int, days: int):  # type: ignore[no-untyped-def]
    import starsim as ss  # type: ignore[import-not-found]

    disease = ss.SIR(beta=ss.perday(0.025), init_prev=100 / agents, dur_inf=ss.days(8))
    network = ss.RandomNet(n_contacts=10)
    return ss.Sim(
        n_agents=agents,
        dur=ss.days(days),
        dt=ss.days(1),
        start=ss.days(0),
        diseases=disease,
        networks=network,
        verbose=0,
    )


if __name__ == "__main__":
    main()

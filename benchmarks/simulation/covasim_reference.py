"""Curves of Covasim 4 to compare with: an epidemic without interventions in a population that mixes at random.

Run with an interpreter that has Covasim, and nothing of this project:

    python -m venv /tmp/covasim && /tmp/covasim/bin/pip install covasim==4.0.1
    /tmp/covasim/bin/python benchmarks/simulation/covasim_reference.py tests/simulation/covasim.json

Everybody is alike: no age effects, nobody dies or falls ill, contacts are drawn anew each day, infectiousness does not
change while it lasts. What is left is a latent period (lognormal, mean 4.5, sd 1.5 days), an infectious period
(lognormal, mean 8, sd 2) and 20 contacts a day, each of them infected with the chance 0.014:
R0 = 20 · 0.014 · 8 = 2.24.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PEOPLE, SEEDS, DAYS, RUNS = 20_000, 40, 150, 10
CONTACTS, BETA = 20, 0.014
LATENT, INFECTIOUS = (4.5, 1.5), (8.0, 2.0)


def main() -> None:
    import covasim as cv  # type: ignore[import-not-found]
    import numpy as np

    curves = [[round(count) for count in cumulative(cv, np, seed)] for seed in range(RUNS)]
    weekly = [curve[::7] for curve in curves]
    told = {"version": cv.__version__, "people": PEOPLE, "seeds": SEEDS, "every_days": 7, "cumulative": weekly}
    # Covasim greets on standard output.
    Path(sys.argv[1]).write_text(json.dumps(told) + "\n", encoding="utf-8")


def cumulative(cv: Any, np: Any, seed: int) -> Any:
    """Infections up to each day, of everybody who was ever infected."""
    prognoses = {key: np.array(value) for key, value in cv.get_prognoses(by_age=False).items()}
    for key in ("sus_ORs", "trans_ORs"):
        prognoses[key] = np.ones_like(prognoses[key], dtype=float)
    prognoses["symp_probs"] = np.zeros_like(prognoses["symp_probs"], dtype=float)
    sim = cv.Sim(
        pop_size=PEOPLE,
        pop_infected=SEEDS,
        n_days=DAYS,
        rand_seed=seed,
        pop_type="random",
        contacts={"a": CONTACTS},
        dynam_layer={"a": 1},
        beta=BETA,
        beta_layer={"a": 1.0},
        beta_dist={"dist": "uniform", "par1": 1.0, "par2": 1.0 + 1e-9},
        viral_dist={"frac_time": 0.3, "load_ratio": 1.0, "high_cap": 4},
        asymp_factor=1.0,
        prognoses=prognoses,
        prog_by_age=False,
        use_waning=False,
        verbose=0,
    )
    sim.run()
    return np.cumsum(np.asarray(sim.results["new_infections"])) + SEEDS


if __name__ == "__main__":
    main()

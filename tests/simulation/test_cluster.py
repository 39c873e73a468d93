"""A sweep on a Dask cluster is the sweep on this machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qianshao.simulation.reading import shipped
from qianshao.simulation.running import Job, sweep


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_what_this_machine_gives(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    scenario = shipped().with_values({"horizon.importation": 20.0})
    job = Job(scenario, (0, 31), 20, sizes=tuple([5] * 200 + [200] * 5))
    here = sweep(job, threads=1)
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, host="127.0.0.1", protocol="tcp"
    )
    with cluster:
        there = sweep(job, dask=cluster.scheduler_address, folder=tmp_path)
    assert np.array_equal(here.outcomes, there.outcomes) and np.array_equal(here.waits, there.waits)
    # What came from the cluster is kept here, and not asked for again: there is no cluster any more.
    again = sweep(job, dask="tcp://127.0.0.1:1", folder=tmp_path)
    assert np.array_equal(again.outcomes, here.outcomes)

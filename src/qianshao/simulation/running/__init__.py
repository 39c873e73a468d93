"""Many epidemics: here on all cores, or on a Dask cluster; what is done is not done again."""

from __future__ import annotations

from qianshao.simulation.running.job import Job, Runs, Workspace
from qianshao.simulation.running.sweep import sweep

__all__ = ["Job", "Runs", "Workspace", "sweep"]

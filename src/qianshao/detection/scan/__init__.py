"""Space-time scan statistics: see :func:`scan`, and docs/scan.md."""

from qianshao.detection.scan.analysis import Found, Limits, Trial, scan
from qianshao.detection.scan.baselines import Baseline, permutation, person_time, poisson
from qianshao.detection.scan.clusters import Cluster
from qianshao.detection.scan.inference import Inference
from qianshao.detection.scan.links import linked
from qianshao.detection.scan.sets import Sets, by_prefix, scan_sets, sets
from qianshao.detection.scan.windows import Windows, boundaries, prospective, retrospective
from qianshao.detection.scan.zones import merge, on_the_globe

__all__ = [
    "Baseline",
    "Cluster",
    "Found",
    "Inference",
    "Limits",
    "Sets",
    "Trial",
    "Windows",
    "boundaries",
    "by_prefix",
    "linked",
    "merge",
    "on_the_globe",
    "permutation",
    "person_time",
    "poisson",
    "prospective",
    "retrospective",
    "scan",
    "scan_sets",
    "sets",
]

"""What starting costs: a command that needs no numbers loads no numeric library."""

from __future__ import annotations

import json
import subprocess
import sys

from qianshao.detection.cusum import Transform
from qianshao.detection.farrington import Threshold
from qianshao.surveillance.commands import series
from qianshao.surveillance.rules.judging import Method

HEAVY = {
    "altair", "distributed", "docxtpl", "jieba", "mammoth", "numba", "openpyxl", "ortools", "polars",
    "pyxform", "SALib", "scipy", "sklearn", "statsmodels", "vl_convert", "weasyprint",
}  # fmt: skip
HELP = """
import json, sys
from qianshao.config import cli
cli.main(["--help"], standalone_mode=False)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_help_loads_no_library_of_numbers_papers_or_charts() -> None:
    ran = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout.splitlines()[-1]))
    assert "django" in loaded and loaded & HEAVY == set()


def test_what_the_command_offers_is_what_the_library_knows() -> None:
    assert list(series.METHODS) == list(Method)
    assert list(series.TRANSFORMS) == list(Transform)
    assert list(series.THRESHOLDS) == list(Threshold)

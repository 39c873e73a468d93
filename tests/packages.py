"""Packages of Node.js that tests use, in the versions of a lock file beside them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HOW_TO_GET_IT = "no Node.js with npm was found. On Debian: apt-get install nodejs npm"


def node_packages(directory: Path) -> str:
    """Installs what the directory's lock file says, if that is not done, and says where node is."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        pytest.skip(HOW_TO_GET_IT)
    if not (directory / "node_modules/.package-lock.json").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=directory, check=True, capture_output=True)
    return node

"""What is written for DHIS2, held to the types of its own OpenAPI document by a compiler."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.briefing.exchange.test_formats import write
from tests.packages import node_packages

HERE = Path(__file__).parent
VERSIONS = ("v40", "v41")
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--module", "nodenext", "--target", "es2022")
Check = Callable[[dict[str, Any]], list[str]]


@pytest.fixture
def check() -> Check:
    """The complaints of the compiler about a payload. It is written as a literal: only there are names that the
    document does not know a complaint as well."""
    node = node_packages(HERE)

    def complaints(payload: dict[str, Any]) -> list[str]:
        given = json.dumps(payload)
        lines = [f"export const of_{version}: Given<{version!r}> = {given};" for version in VERSIONS]
        source = HERE / "node_modules/.payloads.ts"
        source.write_text("\n".join([(HERE / "types.ts").read_text(), *lines]))
        compiler = HERE / "node_modules/typescript/bin/tsc"
        done = subprocess.run(
            [node, str(compiler), *OPTIONS, str(source)], cwd=HERE, capture_output=True, text=True, check=False
        )
        return [line for line in done.stdout.splitlines() if "error TS" in line]

    return complaints


@pytest.fixture
def payload() -> dict[str, Any]:
    return {"values": json.loads(write("dhis2")), "metadata": json.loads(write("dhis2-metadata"))}


def test_dhis2_s_own_types_hold_and_notice_what_is_wrong(check: Check, payload: dict[str, Any]) -> None:
    assert check(payload) == []
    payload["values"]["dataValues"][0]["organisation"] = "x"
    payload["metadata"]["dataElements"][0]["valueType"] = "NUMERAL"
    del payload["metadata"]["organisationUnits"][0]["level"]
    found = check(payload)
    for word in ("organisation", "NUMERAL", "level"):
        assert sum(word in line for line in found) == len(VERSIONS), found

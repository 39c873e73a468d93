"""The figures of a day in other people's formats. Each takes a Sheet and gives bytes; nothing here reads anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qianshao.briefing.exchange.formats import dhis2, fhir, hxl, package
from qianshao.briefing.rules.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Format:
    write: Callable[[Sheet], bytes]
    ending: str
    kind: str


FORMATS = {
    "dhis2": Format(dhis2.values, "json", "application/json"),
    "dhis2-metadata": Format(dhis2.metadata, "json", "application/json"),
    "fhir": Format(fhir.bundle, "json", "application/fhir+json"),
    "hxl": Format(hxl.table, "csv", "text/csv; charset=utf-8"),
    "datapackage": Format(package.package, "zip", "application/zip"),
}

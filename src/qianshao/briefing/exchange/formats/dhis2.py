"""DHIS2: metadata (organisation units, data elements, a data set), and a day as a set of data values.

As the developer's guide has them (Web API, Data values; Metadata import). Identifiers are made from codes, so that they
are the same each time: eleven letters and digits, a letter first. Values stand at the lowest units only, because DHIS2
adds them up by itself.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from qianshao.briefing.rules.sheets import FIGURES, MEANINGS, Line, Sheet

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = LETTERS + "0123456789"
OPENED = "1949-10-01"
"""An organisation unit has to say since when; divisions have been there for longer than any figure."""
OF_EVERY_DATA_SET = {
    "aggregationType": "DEFAULT",
    "formType": "DEFAULT",
    "expiryDays": 0,
    "openFuturePeriods": 0,
    "openPeriodsAfterCoEndDate": 0,
    "timelyDays": 1,
    "version": 1,
}
"""DHIS2's schema asks for these. A day's figures are in time until the next day, and never closed to corrections."""


def uid(kind: str, code: str) -> str:
    number = int.from_bytes(sha256(f"qianshao {kind} {code}".encode()).digest()[:16])
    number, first = divmod(number, len(LETTERS))
    found = LETTERS[first]
    for _ in range(10):
        number, place = divmod(number, len(SIGNS))
        found += SIGNS[place]
    return found


def values(sheet: Sheet) -> bytes:
    lowest = sheet.lines or [sheet.whole]
    found = [
        {
            "dataElement": uid("dataElement", name),
            "period": f"{sheet.day:%Y%m%d}",
            "orgUnit": uid("organisationUnit", line.code),
            "value": str(value),
        }
        for line in lowest
        for name, value in line.figures.items()
        if value is not None
    ]
    return _written({"dataSet": uid("dataSet", "daily"), "dataValues": found})


def metadata(sheet: Sheet) -> bytes:
    units = [_unit(sheet.whole, None), *(_unit(line, sheet.whole) for line in sheet.lines)]
    elements = [_element(name) for name in FIGURES]
    data_set = {
        "id": uid("dataSet", "daily"),
        "code": "QIANSHAO_DAILY",
        "name": "Qianshao 前哨: daily figures",
        "shortName": "Qianshao daily",
        "periodType": "Daily",
        **OF_EVERY_DATA_SET,
        "dataSetElements": [{"dataElement": {"id": element["id"]}} for element in elements],
        "organisationUnits": [{"id": unit["id"]} for unit in units],
    }
    return _written({"organisationUnits": units, "dataElements": elements, "dataSets": [data_set]})


def _unit(line: Line, parent: Line | None) -> dict[str, Any]:
    above = {"parent": {"id": uid("organisationUnit", parent.code)}} if parent else {}
    return {
        "id": uid("organisationUnit", line.code),
        "code": line.code or "CN",
        "name": line.name or "中国",
        "shortName": (line.name or "中国")[:50],
        "openingDate": OPENED,
        "aggregationType": "DEFAULT",
        "level": 2 if parent else 1,  # of what is given out; DHIS2 counts its own again
        **above,
    }


def _element(name: str) -> dict[str, Any]:
    chinese, english = MEANINGS[name]
    return {
        "id": uid("dataElement", name),
        "code": f"QIANSHAO_{name.upper()}",
        "name": f"Qianshao: {english}",
        "shortName": f"Qianshao {name}"[:50],
        "description": chinese,
        "domainType": "AGGREGATE",
        "valueType": "INTEGER_ZERO_OR_POSITIVE",
        # Of states of a day, the last one is that of a longer period; what happens is added up.
        "aggregationType": "SUM" if name == "opened" else "LAST",
    }


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()

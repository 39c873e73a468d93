"""FHIR: a Bundle of an Organization, Locations and a summary MeasureReport for each; the same resource fits R4 and R5.

A figure that is missing says why: ``masked`` where it is withheld, ``unknown`` where nobody stated it.
"""

from __future__ import annotations

import json
from typing import Any

from qianshao.briefing.rules.sheets import MEANINGS, Line, Sheet

SYSTEM = "urn:qianshao"
"""Names of our own: no address on the web is claimed for them."""

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def bundle(sheet: Sheet) -> bytes:
    publisher = {
        "resourceType": "Organization",
        "id": "publisher",
        "active": True,
        "name": sheet.publisher,
    }
    resources = [publisher]
    for line in [sheet.whole, *sheet.lines]:
        resources += [_location(line, sheet.whole), _report(line, sheet)]
    entries = [{"fullUrl": f"{SYSTEM}:{one['resourceType']}:{one['id']}", "resource": one} for one in resources]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _id(line: Line) -> str:
    return line.code or "CN"


def _location(line: Line, whole: Line) -> dict[str, Any]:
    above = {} if line is whole else {"partOf": {"reference": f"Location/{_id(whole)}"}}
    return {
        "resourceType": "Location",
        "id": _id(line),
        "identifier": [{"system": f"{SYSTEM}:division", "value": _id(line)}],
        "status": "active",
        "name": line.name or "中国",
        "mode": "instance",
        "managingOrganization": {"reference": "Organization/publisher"},
        **above,
    }


def _report(line: Line, sheet: Sheet) -> dict[str, Any]:
    day = sheet.day.isoformat()
    return {
        "resourceType": "MeasureReport",
        "id": f"{_id(line)}-{day}",
        "status": "complete",
        "type": "summary",
        "measure": f"{SYSTEM}:measure:daily|1",
        "subject": {"reference": f"Location/{_id(line)}"},
        "reporter": {"reference": "Organization/publisher"},
        "period": {"start": day, "end": day},
        "group": [{"population": [_population(name, line) for name in line.figures]}],
    }


def _population(name: str, line: Line) -> dict[str, Any]:
    chinese, english = MEANINGS[name]
    coding = {"system": f"{SYSTEM}:figure", "code": name, "display": english}
    value = line.figures[name]
    if value is not None:
        return {"code": {"coding": [coding], "text": chinese}, "count": value}
    reason = {"url": ABSENT, "valueCode": "masked" if name in line.withheld else "unknown"}
    return {"extension": [reason], "code": {"coding": [coding], "text": chinese}}

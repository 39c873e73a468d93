"""A data package as Frictionless describes it: one table as CSV, its dictionary beside it."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qianshao.briefing.rules.sheets import FIGURES, MEANINGS, Sheet

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time in the archive, always the same: the same figures give the same file."""


def package(sheet: Sheet) -> bytes:
    table = _table(sheet)
    described = json.dumps(_described(sheet, table), ensure_ascii=False, indent=1).encode()
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in (("datapackage.json", described), ("figures.csv", table)):
            entry = ZipInfo(name, BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _table(sheet: Sheet) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "territory", "name", "is_sum", *FIGURES, "withheld"])
    for line in [sheet.whole, *sheet.lines]:
        figures = ["" if line.figures[name] is None else line.figures[name] for name in FIGURES]
        is_sum = "true" if line is sheet.whole and sheet.lines else "false"
        writer.writerow([sheet.day, line.code or "0", line.name, is_sum, *figures, " ".join(sorted(line.withheld))])
    return out.getvalue().encode()


def _described(sheet: Sheet, table: bytes) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"name": "day", "type": "date"},
        {"name": "territory", "type": "string", "description": "区划代码; digits of the statistical division"},
        {"name": "name", "type": "string"},
        {"name": "is_sum", "type": "boolean", "description": "合计; the sum over the other rows"},
        *({"name": name, "type": "integer", "title": MEANINGS[name][0], "description": MEANINGS[name][1],
           "constraints": {"minimum": 0}} for name in FIGURES),
        {"name": "withheld", "type": "string", "description": "不予公布; figures withheld because they are small"},
    ]  # fmt: skip
    return {
        "name": f"qianshao-{sheet.whole.code or 'cn'}-{sheet.day.isoformat()}",
        "title": f"{sheet.whole.name} {sheet.day.isoformat()}",
        "profile": "tabular-data-package",
        "contributors": [{"title": sheet.publisher, "role": "publisher"}],
        "generated": sheet.generated,
        "resources": [
            {
                "name": "figures",
                "profile": "tabular-data-resource",
                "path": "figures.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(table),
                "hash": f"sha256:{sha256(table).hexdigest()}",
                "schema": {"fields": fields, "primaryKey": ["day", "territory"], "missingValues": [""]},
            }
        ],
    }

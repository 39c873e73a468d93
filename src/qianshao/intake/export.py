"""What was reported, in the authority's own form: as XLSX, CSV, or rows for a program. Typed once, by the delegate."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from itertools import chain

from django.utils.translation import gettext as _

from qianshao.core.problems import Problem
from qianshao.intake import queries
from qianshao.intake.rules import export as rules
from qianshao.intake.rules.export import Cell
from qianshao.policy import forms
from qianshao.policy.forms import Form
from qianshao.registry.scope import Scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Export:
    """``rows``: one for each workplace, also for those that have not reported. ``missing`` counts these."""

    form: Form
    day: date
    rows: list[list[Cell]]
    missing: int

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.form.columns]

    @property
    def name(self) -> str:
        return f"{self.form.name}-{self.day.isoformat()}"


def form_named(name: str) -> Form:
    known = forms.in_force()
    if name not in known:
        raise Problem("field.invalid.choice", field="form", value=name, choices=", ".join(known))
    return known[name]


def of_day(scope: Scope, form: Form, *, day: date, territory: str = "", workplace: int | None = None) -> Export:
    """Of the union's own reports: an authority's figures do not come back to it."""
    rows, missing = [], 0
    for facts in queries.for_export(scope, day=day, territory=territory, workplace=workplace):
        rows.append(rules.row(form, facts))
        missing += facts["receipt"] is None
    return Export(form, day, rows, missing)


def as_csv(export: Export) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(export.headings)
    writer.writerows(_lines(export))
    return codecs.BOM_UTF8 + out.getvalue().encode()


def as_xlsx(export: Export) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(export.form.title[:31])
    sheet.freeze_panes = "A3"
    bold = [WriteOnlyCell(sheet, text) for text in export.headings]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append([f"{export.form.title} {export.day.isoformat()}"])
    sheet.append(bold)
    for cells in _lines(export):
        sheet.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_rows(export: Export) -> Iterator[dict[str, Cell]]:
    for cells in export.rows:
        yield dict(zip(export.headings, cells, strict=True))


def _lines(export: Export) -> Iterable[list[Cell]]:
    if not export.form.totals or not export.rows:
        return export.rows
    return chain(export.rows, [rules.totals(export.form, export.rows, _("total"))])

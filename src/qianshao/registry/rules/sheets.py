"""Tables that people send: CSV in the encodings that offices write, and XLSX. Bytes in, rows of text out."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from unicodedata import normalize

from qianshao.core.commas import keep_to_the_limit
from qianshao.core.problems import Problem

LARGEST = 50 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
"""In bytes; a workbook is a zip file and may hold far more than it seems."""

HEADING_WITHIN = 10
"""Offices put a title above the headings; they are looked for in so many rows."""

REASON = frozenset({"理由", "原因", "问题", "reason", "原因 reason"})
"""Headings of the column that the corrected-rows file adds; ignored when it comes back."""

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls begin."""

Knows = Callable[[str], bool]
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` counts as the person sees it: lines of the text, or rows of the sheet."""

    line: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Table:
    headings: Cells
    rows: tuple[Row, ...]


def fold_heading(text: str) -> str:
    """Headings differ in width, case, spaces, and in what stands in brackets or behind a star."""
    folded = normalize("NFKC", text).strip().lower().split("(")[0]
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "*_-:：")


def read(content: bytes, knows: Knows) -> Table:
    """The headings and the rows below them. ``knows`` tells whether a folded heading means something."""
    if len(content) > LARGEST:
        raise Problem("body.too_large", limit=f"{LARGEST // 1024 // 1024} MB")
    rows = _of_workbook(content, knows) if content.startswith(WORKBOOKS) else _of_text(_decode(content), knows)
    head, below = _heading(rows, knows)
    kept = tuple(row for row in below if any(row.cells))
    if not kept:
        raise Problem("import.empty")
    return Table(head.cells, kept)


def _heading(rows: Iterable[Row], knows: Knows) -> tuple[Row, Iterator[Row]]:
    """The row that has the most known headings among the first, the upper one of equals."""
    stream = iter(rows)
    first = list(islice(stream, HEADING_WITHIN))
    if not first:
        raise Problem("import.empty")
    best = max(range(len(first)), key=lambda place: (_known(first[place].cells, knows), -place))
    return first[best], _chain(first[best + 1 :], stream)


def _chain(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _known(cells: Cells, knows: Knows) -> int:
    return sum(knows(fold_heading(cell)) for cell in cells)


# --- text -------------------------------------------------------------------------------------------------


def _decode(content: bytes) -> str:
    """By its mark; else UTF-8, which other text hardly ever is by chance; else GB18030, which contains GBK."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, (name,))
    if b"\0" in content[:2000]:
        # UTF-16 without its mark: of a comma or a digit the upper byte is zero.
        first, second = content[:2000:2].count(0), content[1:2000:2].count(0)
        return _strictly(content, ("utf-16-le" if second > first else "utf-16-be", "utf-8"))
    return _strictly(content, ("utf-8", "gb18030"))


def _strictly(content: bytes, names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Problem("import.encoding")


def _of_text(text: str, knows: Knows) -> Iterator[Row]:
    sample = "".join(islice(io.StringIO(text, newline=""), HEADING_WITHIN))
    delimiter = max(",;\t，", key=lambda one: max((_known(row.cells, knows) for row in _parse(sample, one)), default=0))
    return _parse(text, delimiter)


def _parse(text: str, delimiter: str) -> Iterator[Row]:
    keep_to_the_limit()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    last = 0
    try:
        for cells in reader:
            yield Row(last + 1, tuple(map(_plain, cells)))
            last = reader.line_num
    except csv.Error:
        raise Problem("import.broken", line=last + 1) from None


# --- workbooks --------------------------------------------------------------------------------------------


def _of_workbook(content: bytes, knows: Knows) -> Iterator[Row]:
    """The first sheet that has known headings; else the first one."""
    from python_calamine import CalamineError, CalamineWorkbook

    if content.startswith(b"PK"):
        _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            book.get_sheet_by_index(number).to_python(skip_empty_area=False) for number in range(len(book.sheet_names))
        ]
    except (CalamineError, zipfile.BadZipFile):
        raise Problem("import.workbook") from None
    tables: list[list[Row]] = [
        [Row(line, tuple(map(_as_text, cells))) for line, cells in enumerate(sheet, start=1)] for sheet in sheets
    ]
    if not tables:
        raise Problem("import.empty")

    best = tables[0]
    for rows in tables[1:]:
        if _best(rows, knows) > _best(best, knows):
            best = rows
    return iter(best)


def _best(rows: list[Row], knows: Knows) -> int:
    return max((_known(row.cells, knows) for row in rows[:HEADING_WITHIN]), default=0)


def _refuse_bomb(content: bytes) -> None:
    try:
        size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise Problem("import.workbook") from None
    if size > LARGEST_UNPACKED:
        raise Problem("body.too_large", limit=f"{LARGEST_UNPACKED // 1024 // 1024} MB")


def _as_text(cell: object) -> str:
    """A number as it is typed, not as Excel keeps it: 120, not 120.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return _plain(str(cell))


def _plain(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\0", "").strip()


# --- the way back -----------------------------------------------------------------------------------------


def corrected(table: Table, reasons: Mapping[int, str], heading: str) -> bytes:
    """The refused rows as a CSV that Excel opens, with what is wrong in a last column, to fill in and send again."""
    keep = [place for place, name in enumerate(table.headings) if fold_heading(name) not in _REASON_FOLDED]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*(table.headings[place] for place in keep), heading])
    for row in table.rows:
        if row.line in reasons:
            cells = [row.cells[place] if place < len(row.cells) else "" for place in keep]
            writer.writerow([*cells, reasons[row.line]])
    return codecs.BOM_UTF8 + out.getvalue().encode()


_REASON_FOLDED = frozenset(map(fold_heading, REASON))


def is_reason(heading: str) -> bool:
    return fold_heading(heading) in _REASON_FOLDED

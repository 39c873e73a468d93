"""Dates as they stand in headings: in digits, in Chinese numerals, in English."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

DIGITS = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
IN_DIGITS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)")
IN_NUMERALS = re.compile(
    r"([〇零一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s+((?:19|20)\d\d)", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)", re.IGNORECASE)


def dates_in(text: str) -> list[date]:
    """In the order in which they stand, each once."""
    plain = normalize("NFKC", text)
    found: list[tuple[int, date]] = []
    for hit in IN_DIGITS.finditer(plain):
        _add(found, hit.start(), int(hit[1]), int(hit[2]), int(hit[3]))
    for hit in IN_NUMERALS.finditer(plain):
        year = int("".join(str(DIGITS[sign]) for sign in hit[1]))
        _add(found, hit.start(), year, _numeral(hit[2]), _numeral(hit[3]))
    for hit in DAY_FIRST.finditer(plain):
        _add(found, hit.start(), int(hit[3]), MONTHS.index(hit[2].lower()) + 1, int(hit[1]))
    for hit in MONTH_FIRST.finditer(plain):
        _add(found, hit.start(), int(hit[3]), MONTHS.index(hit[1].lower()) + 1, int(hit[2]))
    return list(dict.fromkeys(day for _, day in sorted(found)))


def _add(found: list[tuple[int, date]], place: int, year: int, month: int, day: int) -> None:
    try:
        found.append((place, date(year, month, day)))
    except ValueError:
        return


def _numeral(text: str) -> int:
    """一 to 三十一."""
    if "十" not in text:
        return DIGITS.get(text, 0)
    tens, _, ones = text.partition("十")
    return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)

"""The sheet in words, as page and paper need it, and as Word and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import docx
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from qianshao.assessment.queries.appraisals import Part, Sheet
from qianshao.assessment.queries.indicators import Counts
from qianshao.assessment.rules.appraisal.figures import Figure
from qianshao.assessment.wording import READINGS, Words, figure_words, standing_words
from qianshao.documents import word

KINDS = {"pdf": word.PDF, "docx": word.DOCX}
FONT = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    definition: str
    words: Words
    figure: Figure
    among: str


@dataclass(frozen=True, slots=True)
class Told:
    """One nature: what it means, by both readings, and what was found."""

    part: Part
    title: str
    official: str
    interview: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the baseline. ``code`` is named only where a person may answer it."""

    code: str
    question: str
    said: str
    yes: bool | None
    by_people: bool
    turn: str


def parts(sheet: Sheet, language: str | None) -> list[Told]:
    return [_told(part, language, sheet.counts) for part in sheet.parts]


def _told(part: Part, language: str | None, counts: Counts) -> Told:
    readings = READINGS[part.nature]
    rows = [
        Row(
            one.code,
            one.name(language),
            one.definition(language),
            figure_words(its),
            its,
            standing_words(counts.standing(one.code)),
        )
        for one, its in part.indicators
    ]
    return Told(part, str(part.nature.label), str(readings["official"]), str(readings["interview"]), rows)


def baseline(sheet: Sheet, language: str | None) -> list[Line]:
    lines = []
    for one in sheet.baseline:
        turn = f"{one.by.turn.interview.number} · {one.by.turn.n}" if one.by and one.by.turn else ""
        asked = one.question
        lines.append(Line(asked.code, asked.text(language), asked.said(language), one.yes, not asked.rests_on, turn))
    return lines


def as_pdf(sheet: Sheet, language: str) -> bytes:
    with translation.override(language):
        context = {
            "sheet": sheet,
            "appraisal": sheet.appraisal,
            "parts": parts(sheet, language),
            "baseline": baseline(sheet, language),
        }
        body = render_to_string("assessment/paper.html", context)
    return word.pdf_of(body, title=f"{sheet.appraisal.number} {sheet.appraisal.body.name}", language=language)


def as_docx(sheet: Sheet, language: str) -> bytes:
    with translation.override(language):
        document = docx.Document()
        _set_type(document)
        _write(document, sheet, language)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_type(document: Document) -> None:
    """Letters that have Chinese characters, in every style."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Intense Quote"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(10.5)


def _write(document: Document, sheet: Sheet, language: str) -> None:
    row = sheet.appraisal
    document.add_heading(row.body.name, 0)
    closed = _("closed") if row.closed_at else _("open")
    document.add_paragraph(f"{row.number} · {row.first} – {row.last} · {closed}")
    known = _("Counted up to {moment}, by definitions {version}.")
    document.add_paragraph(known.format(moment=f"{sheet.counts.cut_off:%Y-%m-%d %H:%M}", version=sheet.counts.version))
    for told in parts(sheet, language):
        _write_nature(document, told)
    document.add_heading(_("Ten questions of February 2020"), 1)
    for line in baseline(sheet, language):
        answer = {True: _("yes"), False: _("no"), None: _("not known")}[line.yes]
        document.add_paragraph(f"{line.question} {answer}", style="List Bullet")
    document.add_heading(_("Reply of the body"), 1)
    for reply in sheet.replies:
        document.add_paragraph(reply.text)
    if not sheet.replies:
        document.add_paragraph(_("None yet."))


def _write_nature(document: Document, told: Told) -> None:
    document.add_heading(told.title, 1)
    document.add_paragraph(_("Official text: {text}").format(text=told.official))
    document.add_paragraph(_("The interviewer's reading: {text}").format(text=told.interview))
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, text in zip(
        table.rows[0].cells, (_("Indicator"), _("Figure"), _("Interval (95%)"), _("Counted / of")), strict=True
    ):
        cell.text = text
    for row in told.rows:
        figure = row.figure
        counted = f"{_shown(figure.numerator)} / {_shown(figure.denominator)}"
        small = " *" if figure.small else ""
        name = f"{row.name}\n{row.among}" if row.among else row.name
        for cell, text in zip(
            table.add_row().cells, (name, row.words.value + small, row.words.interval, counted), strict=True
        ):
            cell.text = text
    for quotation in told.part.quotations:
        where = f"{quotation.turn.interview.number} · {quotation.turn.n}"
        document.add_paragraph(f"“{quotation.words}” ({where}) {quotation.remark}", style="Intense Quote")
    for judgement in (*told.part.judgements, *([told.part.joint] if told.part.joint else ())):
        who = _("Joint judgement") if judgement.joint else f"{judgement.for_body.name} · {judgement.get_role_display()}"
        document.add_paragraph(f"{who}: {judgement.get_mark_display()}. {judgement.reasons}")


def _shown(count: int | None) -> str:
    return "–" if count is None else str(count)


WRITE: dict[str, Callable[[Sheet, str], bytes]] = {"pdf": as_pdf, "docx": as_docx}

"""The leaders' page as PDF and as Word, from the same sentences."""

from __future__ import annotations

from io import BytesIO

import docx
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qianshao.documents import word
from qianshao.scenarios.models import KeptRun
from qianshao.scenarios.pictures import NAMES, draw, draw_png
from qianshao.scenarios.story import Story, tell
from qianshao.simulation.answers import Answer

KINDS = {"pdf": word.PDF, "docx": word.DOCX}


def as_pdf(run: KeptRun, language: str) -> bytes:
    answer = Answer.from_dict(run.answer)
    with translation.override(language):
        story = tell(answer, run.place, language, generated=run.generated)
        # Drawn here from numbers; no text in them is anybody's but the layers' titles.
        pictures = [(mark_safe(draw(answer, name, language)), story.captions[name]) for name in NAMES]  # noqa: S308
        body = render_to_string("scenarios/paper.html", {"story": story, "pictures": pictures, "run": run})
    return word.pdf_of(body, title=story.title, language=language)


def as_docx(run: KeptRun, language: str) -> bytes:
    answer = Answer.from_dict(run.answer)
    with translation.override(language):
        story = tell(answer, run.place, language, generated=run.generated)
        document = docx.Document()
        _set_type(document)
        _write(document, story, {name: draw_png(answer, name, language) for name in NAMES})
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_type(document: Document) -> None:
    """Letters that have Chinese characters, in every style."""
    for name in ("Normal", "Title", "Heading 2", "List Bullet", "Caption"):
        style = document.styles[name]
        style.font.name = "Noto Sans CJK SC"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.styles["Normal"].font.size = Pt(10.5)


def _write(document: Document, story: Story, pictures: dict[str, bytes]) -> None:
    document.add_heading(story.title, 0)
    document.add_paragraph(story.subtitle)
    for sentence in story.findings:
        document.add_paragraph(sentence, style="List Bullet")
    table = document.add_table(rows=0, cols=len(story.headings), style="Table Grid")
    for row in [story.headings, *story.rows]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for name, picture in pictures.items():
        document.add_picture(BytesIO(picture), width=Cm(15))
        document.add_paragraph(story.captions[name], style="Caption")
    document.add_heading(translation.gettext("What has to be borne in mind"), 2)
    for sentence in story.caveats:
        document.add_paragraph(sentence, style="List Bullet")

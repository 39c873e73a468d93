"""Papers from templates in Word: filled in, and made into PDF. A federation edits a template in Word or WPS.

The PDF is laid out by the names of the styles in the template (``paper.css``), so one source gives both. The libraries
are loaded when a paper is made: most processes never make one.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from qianshao.core.problems import Problem

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
CSS = Path(__file__).parent / "paper.css"
PICTURE_HEIGHT = 14
"""Millimetres."""

STYLES = """
p[style-name='Letter issuer'] => p.issuer:fresh
p[style-name='Letter title'] => h1:fresh
p[style-name='Letter number'] => p.number:fresh
p[style-name='Letter recipient'] => p.recipient:fresh
p[style-name='Letter heading'] => h2:fresh
p[style-name='Letter text'] => p.text:fresh
p[style-name='Letter signature'] => p.signature:fresh
p[style-name='Letter note'] => p.note:fresh
"""


def fill(template: bytes, values: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file from a Word template. A word in it that is neither in ``values`` nor in ``pictures`` is a Problem,
    with its name. ``pictures`` stand in the line, as signatures do."""
    from docx.opc.exceptions import PackageNotFoundError
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document = DocxTemplate(BytesIO(template))
        drawn = {
            name: InlineImage(document, BytesIO(content), height=Mm(PICTURE_HEIGHT))
            for name, content in (pictures or {}).items()
        }
        document.render({**values, **drawn}, environment)
    except TemplateError as error:
        raise Problem("template.invalid", detail=str(error)) from None
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        raise Problem("template.no_docx") from None
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(docx: bytes, *, title: str, language: str = "zh") -> bytes:
    """The same paper as PDF."""
    import mammoth

    body = mammoth.convert_to_html(BytesIO(docx), style_map=STYLES).value
    return pdf_of(body, title=title, language=language)


def pdf_of(body: str, *, title: str, language: str = "zh") -> bytes:
    """A PDF of HTML that was made here: nothing is fetched for it, a picture stands in it as a whole.
    ``body`` has its values escaped already."""
    try:
        from weasyprint import CSS as Sheet
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        raise Problem("pdf.part_missing") from None
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{_escaped(title)}</title></head>'
    page = HTML(string=f"{head}<body>{body}</body></html>", url_fetcher=URLFetcher(allowed_protocols={"data"}))
    written: bytes = page.write_pdf(stylesheets=[Sheet(filename=str(CSS))])
    return written


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

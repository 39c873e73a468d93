"""The bulletin in Word and as PDF, without marks; at its end what each figure counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qianshao.briefing.bulletins import wording
from qianshao.briefing.bulletins.rules.figures import without_marks
from qianshao.briefing.models import Bulletin
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.documents.actions import keep
from qianshao.policy.loading import SHIPPED

TEMPLATE = Path("briefing") / "bulletin.docx"
OFFICIAL = "zh-hans"


def paper(row: Bulletin, form: str, *, language: str, at: datetime) -> tuple[bytes, str]:
    """``form`` docx or pdf. Of a bulletin that was sent, the Chinese copy is the one that was kept."""
    kind = word.DOCX if form == "docx" else word.PDF
    if row.sent_at and language == OFFICIAL:
        write(row, at=at)
        file = row.docx if form == "docx" else row.pdf
        if file is None:
            raise Problem("file.missing")
        return documents.content(file), kind
    docx = filled(row, language)
    return (docx if form == "docx" else _as_pdf(row, docx, language)), kind


def write(row: Bulletin, *, at: datetime) -> None:
    """The kept copy; written by whoever opens it first where a power cut came between."""
    if row.docx and row.pdf:
        return
    docx = filled(row, OFFICIAL)
    pdf = _as_pdf(row, docx, OFFICIAL)
    with transaction.atomic():
        row.docx, row.pdf = keep(docx, kind=word.DOCX, at=at), keep(pdf, kind=word.PDF, at=at)
        row.save(update_fields=["docx", "pdf"])


def _as_pdf(row: Bulletin, docx: bytes, language: str) -> bytes:
    with translation.override(language):
        return word.as_pdf(docx, title=wording.title(row), language=language[:2])


def filled(row: Bulletin, language: str) -> bytes:
    own = Path(settings.POLICY) / TEMPLATE
    template = own if own.is_file() else SHIPPED / TEMPLATE
    with translation.override(language):
        return word.fill(template.read_bytes(), values(row, language))


def values(row: Bulletin, language: str) -> dict[str, Any]:
    """The words of the paper, in the language that is active."""
    text = row.texts.get(language) or row.texts[OFFICIAL]
    moment = timezone.localtime(row.cut_off).strftime("%Y-%m-%d %H:%M")
    return {
        "issuer": row.body.name,
        "title": wording.title(row),
        "recipient": _("To {body}").format(body=row.to.name) if row.to else "",
        "draft": "" if row.sent_at else _("Draft: it has not been sent."),
        "parts": [{"heading": heading, "text": without_marks(body)} for heading, body in wording.paragraphs(text)],
        "heading_figures": _("What the figures count"),
        "cut_off": _("All figures are as of {moment}.").format(moment=moment),
        "figures": [_figure(one) for one in wording.table(row) if one.value],
        "note": _("Generated data, for demonstration.") if clock.is_generated() else "",
    }


def _figure(one: wording.Shown) -> str:
    if one.whole is None:
        return _("{label}: {value:,}. {meaning}").format(label=one.label, value=one.value, meaning=one.meaning)
    return _("{label}: {value:,} of {whole:,} ({of}). {meaning}").format(
        label=one.label, value=one.value, whole=one.whole, of=one.of, meaning=one.meaning
    )

"""The bulletin in Word and as PDF, without marks; at its end what each figure counts."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qianshao.briefing.bulletins import wording
from qianshao.briefing.bulletins.rules.figures import without_marks
from qianshao.briefing.models import Bulletin
from qianshao.briefing.papers import OFFICIAL, Paper
from qianshao.core import clock


def paper(row: Bulletin, form: str, *, language: str, at: datetime) -> tuple[bytes, str]:
    """``form`` docx or pdf. Of a bulletin that was sent, the Chinese copy is the one that was kept."""
    return _paper(row).given(form, language=language, at=at)


def write(row: Bulletin, *, at: datetime) -> None:
    _paper(row).write(at=at)


def _paper(row: Bulletin) -> Paper:
    return Paper(row, "bulletin.docx", row.sent_at is not None, partial(wording.title, row), partial(values, row))


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

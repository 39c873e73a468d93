"""Papers of the briefing: filled from a Word template, given as Word or PDF; of one that is final a copy is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from qianshao.briefing.models import Bulletin, Meeting
from qianshao.core.problems import Problem
from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.documents.actions import keep
from qianshao.policy.loading import SHIPPED

OFFICIAL = "zh-hans"
"""The language of the copy that is kept."""


@dataclass(frozen=True, slots=True)
class Paper:
    """``row`` holds the kept copy. ``title`` and ``values`` are asked in the language of the paper; ``template`` is a
    name, which a federation may have a file of its own for."""

    row: Bulletin | Meeting
    template: str
    is_final: bool
    title: Callable[[], str]
    values: Callable[[str], dict[str, Any]]

    def given(self, form: str, *, language: str, at: datetime) -> tuple[bytes, str]:
        """``form`` docx or pdf; its content and kind. What is final is frozen, so that a copy in another language says
        the same."""
        kind = word.DOCX if form == "docx" else word.PDF
        if self.is_final and language == OFFICIAL:
            self.write(at=at)
            file = self.row.docx if form == "docx" else self.row.pdf
            if file is None:
                raise Problem("file.missing")
            return documents.content(file), kind
        docx = self._docx(language)
        return (docx if form == "docx" else self._pdf(docx, language)), kind

    def write(self, *, at: datetime) -> None:
        """The kept copy, outside the transaction that made it final; whoever opens a paper whose files are missing,
        after a power cut, has them written then."""
        row = self.row
        if row.docx and row.pdf:
            return
        docx = self._docx(OFFICIAL)
        pdf = self._pdf(docx, OFFICIAL)
        with transaction.atomic():
            row.docx, row.pdf = keep(docx, kind=word.DOCX, at=at), keep(pdf, kind=word.PDF, at=at)
            row.save(update_fields=["docx", "pdf"])

    def _docx(self, language: str) -> bytes:
        own = Path(settings.POLICY) / "briefing" / self.template
        template = own if own.is_file() else SHIPPED / "briefing" / self.template
        with translation.override(language):
            return word.fill(template.read_bytes(), self.values(language))

    def _pdf(self, docx: bytes, language: str) -> bytes:
        with translation.override(language):
            return word.as_pdf(docx, title=self.title(), language=language[:2])

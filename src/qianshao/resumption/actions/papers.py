"""Papers that prove a statement."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.events import record
from qianshao.documents import actions as documents
from qianshao.resumption.models import Paper, Statement

LONGEST_NAME = 120


def add_paper(statement: Statement, content: bytes, *, name: str, actor: Actor, via: str, at: datetime) -> Paper:
    """Kept by its content; the same paper twice is one. ``name`` is what its sender called it."""
    plain = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip()[:LONGEST_NAME] or "—"
    with transaction.atomic():
        file = documents.keep_paper(content, at=at)
        paper, new = Paper.objects.get_or_create(
            statement=statement, file=file, defaults={"name": plain, "added_at": at}
        )
        if new:
            record(
                "restart.paper_added",
                subject=("workplace", statement.workplace_id),
                territory=statement.township_code,
                data={"statement": statement.pk, "digest": file.digest},
                actor=actor,
                via=via,
                at=at,
            )
    return paper

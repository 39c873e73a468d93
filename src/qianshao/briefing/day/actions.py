"""Outlines of divisions come from a file of the operator, and lie beside the database."""

from __future__ import annotations

import os
from datetime import datetime

from django.db import transaction

from qianshao.briefing.day.queries.outlines import kept_at
from qianshao.briefing.day.rules import outlines as rules
from qianshao.briefing.day.rules.outlines import Outline
from qianshao.core import events
from qianshao.core.actor import Actor


@transaction.atomic
def keep_outlines(outlines: list[Outline], *, source: str, actor: Actor, via: str, at: datetime) -> None:
    """Instead of those that were there. The file is whole or the old one: it is put in place by renaming."""
    path = kept_at()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(rules.written(outlines, source), encoding="utf-8")
    data = {"source": source, "outlines": len(outlines)}
    events.record("outlines.loaded", actor=actor, via=via, at=at, subject=("outlines", path.name), data=data)
    os.replace(new, path)


@transaction.atomic
def remove_outlines(*, actor: Actor, via: str, at: datetime) -> None:
    events.record("outlines.removed", actor=actor, via=via, at=at, subject=("outlines", kept_at().name))
    kept_at().unlink(missing_ok=True)

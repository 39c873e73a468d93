"""An example release, made from the demo by its two officers, and written down as files."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from qianshao.accounts import queries as accounts
from qianshao.briefing.models import Release
from qianshao.briefing.releases import actions, documents, queries
from qianshao.briefing.rules.releases import writing
from qianshao.briefing.rules.releases.markdown import as_markdown
from qianshao.core import actor as actors
from qianshao.core import clock
from qianshao.core.actor import Actor, Via
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.registry.models import Body

DRAFTS, APPROVES = "demo-district-officer", "demo-city-officer"
NOTE = "（演示）本次发布由程序根据演示数据生成，不是真实情况。"
WEEK = timedelta(days=6)


def make() -> Release:
    """The newest that is out, as after the demo week; else one of the week up to the last day of the demo."""
    if not clock.is_generated():
        raise Problem("release.not_generated")
    begun = Event.objects.filter(action="demo.made").order_by("id").values_list("at", flat=True)[0]
    first, last, at = timezone.localdate(begun), clock.today(), clock.now()
    first = max(first, last - WEEK)
    drafter, approver = _officer(DRAFTS), _officer(APPROVES)
    body = Body.objects.filter(memberships__person=drafter.person_id).order_by("number")[0]
    if out := queries.published().filter(body=body).first():
        return out
    row = actions.draft(body, first, last, NOTE, actor=drafter, via=Via.DEMO, at=at)
    actions.approve(row, actor=approver, via=Via.DEMO, at=at)
    actions.publish(row, actor=drafter, via=Via.DEMO, at=at)
    return row


def write(row: Release, folder: Path) -> list[Path]:
    found = queries.published_release(row.number)
    document = documents.as_document(found)
    corrects = [one["correction"] for one in document["corrects"]]
    texts = {
        "release.zh.md": as_markdown(found.document, "zh-hans", corrects),
        "release.en.md": as_markdown(found.document, "en", corrects),
        "release.csv": writing.as_csv(found.document),
        "release.json": json.dumps(document, ensure_ascii=False, indent=None) + "\n",
        "dictionary.json": json.dumps(writing.dictionary(), ensure_ascii=False, indent=1) + "\n",
    }
    if found.notices:
        before = documents.as_document(queries.published_release(found.notices[0].corrects.number))
        texts["release-before.json"] = json.dumps(before, ensure_ascii=False, indent=None) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [folder / name for name in texts]


def _officer(account: str) -> Actor:
    number = accounts.number_of(account)
    if number is None:
        raise Problem("account.unknown", value=account)
    return actors.person(number)

"""The minutes: a paper from what was decided, in Word and as PDF, in either language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qianshao.briefing.meetings import queries
from qianshao.briefing.meetings.wording import say
from qianshao.briefing.models import Item, ItemState, Meeting
from qianshao.core import clock
from qianshao.core.problems import Problem
from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.documents.actions import keep
from qianshao.policy.loading import SHIPPED

TEMPLATE = Path("briefing") / "minutes.docx"
OFFICIAL = "zh-hans"
"""The language of the copy that is kept."""


def paper(meeting: Meeting, form: str, *, language: str, at: datetime) -> tuple[bytes, str]:
    """``form`` docx or pdf. What has ended is frozen, so that a copy in another language says the same."""
    kind = word.DOCX if form == "docx" else word.PDF
    if meeting.ended_at and language == OFFICIAL:
        write(meeting, at=at)
        file = meeting.docx if form == "docx" else meeting.pdf
        if file is None:
            raise Problem("file.missing")
        return documents.content(file), kind
    docx = _filled(meeting, language)
    return (docx if form == "docx" else word.as_pdf(docx, title=_title(meeting), language=language[:2])), kind


def write(meeting: Meeting, *, at: datetime) -> None:
    """The kept copy, outside the transaction that ended the meeting; whoever opens minutes whose files are missing,
    after a power cut, has them written then."""
    if meeting.docx and meeting.pdf:
        return
    filled = _filled(meeting, OFFICIAL)
    with translation.override(OFFICIAL):
        pdf = word.as_pdf(filled, title=_title(meeting))
    with transaction.atomic():
        meeting.docx, meeting.pdf = keep(filled, kind=word.DOCX, at=at), keep(pdf, kind=word.PDF, at=at)
        meeting.save(update_fields=["docx", "pdf"])


def _filled(meeting: Meeting, language: str) -> bytes:
    own = Path(settings.POLICY) / TEMPLATE
    template = own if own.is_file() else SHIPPED / TEMPLATE
    with translation.override(language):
        return word.fill(template.read_bytes(), values(meeting))


def values(meeting: Meeting) -> dict[str, Any]:
    """The words of the paper, in the language that is active."""
    sections = queries.sections(meeting)
    ordered = [item for one in sections for item in one.items if item.state == ItemState.ORDERED]
    return {
        "issuer": meeting.body.name,
        "title": _title(meeting),
        "day": _("Held on {day} at {time}").format(
            day=meeting.day.isoformat(), time=timezone.localtime(meeting.begins_at).strftime("%H:%M")
        ),
        "draft": "" if meeting.ended_at else _("Draft: the meeting has not ended."),
        "heading_there": _("Who took part"),
        "there": _there(meeting),
        "heading_state": _("How things stood"),
        "state": standing(meeting.figures),
        "heading_points": _("Points and decisions"),
        "sections": [
            {"label": one.label, "points": [_point(item) for item in one.items if item.state != ItemState.STRUCK]}
            for one in sections
            if any(item.state != ItemState.STRUCK for item in one.items)
        ],
        "heading_orders": _("What is to be done") if ordered else "",
        "orders": [_order(number, item) for number, item in enumerate(ordered, start=1)],
        "heading_remarks": _("Beside the points") if meeting.remarks else "",
        "remarks": meeting.remarks.splitlines(),
        "note": _("Generated data, for demonstration.") if clock.is_generated() else "",
    }


def _title(meeting: Meeting) -> str:
    return _("Minutes of the daily meeting")


def _there(meeting: Meeting) -> list[str]:
    by_presence: dict[str, list[str]] = {}
    for one in queries.there(meeting):
        by_presence.setdefault(str(one.get_presence_display()), []).append(one.body.name)
    joiner = pgettext("between names in a list", ", ")
    lines = [
        _("{how}: {bodies}").format(how=how[:1].upper() + how[1:], bodies=joiner.join(names))
        for how, names in by_presence.items()
    ]
    if meeting.guests:
        lines.append(_("Also there: {guests}").format(guests=meeting.guests))
    return lines or [_("Nobody was ticked as taking part.")]


def standing(figures: dict[str, Any]) -> list[str]:
    """Two or three sentences on the day. What is not there is not said."""
    told = {name: f"{value:,}" for name, value in figures.items() if isinstance(value, int)}
    lines = [
        _("Of {workplaces} workplaces {answered} had reported by the hour, {heard} were reached by telephone.").format(
            **told
        )
        if figures["heard"]
        else _("Of {workplaces} workplaces {answered} had reported by the hour.").format(**told)
    ]
    if figures["silent"]:
        lines.append(ngettext("{silent} was silent.", "{silent} were silent.", figures["silent"]).format(**told))
    if figures["wrong"]:
        said = ngettext(
            "{wrong} reported that something is wrong.", "{wrong} reported that something is wrong.", figures["wrong"]
        )
        lines.append(said.format(**told))
    if figures["open_cases"]:
        said = ngettext("{open_cases} case was open", "{open_cases} cases were open", figures["open_cases"])
        late = ngettext(
            "{overdue} of them past its deadline", "{overdue} of them past their deadlines", figures["overdue"]
        )
        full = _("{open}, {late}.") if figures["overdue"] else _("{open}, none past its deadline.")
        lines.append(full.format(open=said.format(**told), late=late.format(**told)))
    return lines


def _point(item: Item) -> dict[str, str]:
    said = say(item)
    decided = item.text
    if item.state == ItemState.ORDERED:
        decided = _("Ordered: {text}").format(text=item.text)
    elif item.state == ItemState.NOTED:
        decided = _("Noted: {text}").format(text=item.text)
    return {"title": said.title, "detail": said.detail, "decided": decided}


def _order(number: int, item: Item) -> str:
    due = timezone.localtime(item.due_at).strftime("%Y-%m-%d %H:%M") if item.due_at else ""
    return _("{number}. {text} – {body}, by {due}").format(number=number, text=item.text, body=item.owner, due=due)

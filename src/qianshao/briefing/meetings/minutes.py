"""The minutes: a paper from what was decided, in Word and as PDF, in either language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qianshao.briefing.meetings import queries
from qianshao.briefing.meetings.wording import say
from qianshao.briefing.models import Item, ItemState, Meeting
from qianshao.briefing.papers import Paper
from qianshao.core import clock


def paper(meeting: Meeting, form: str, *, language: str, at: datetime) -> tuple[bytes, str]:
    """``form`` docx or pdf. Of a meeting that has ended, the Chinese copy is the one that was kept."""
    return _paper(meeting).given(form, language=language, at=at)


def write(meeting: Meeting, *, at: datetime) -> None:
    _paper(meeting).write(at=at)


def _paper(meeting: Meeting) -> Paper:
    return Paper(meeting, "minutes.docx", meeting.ended_at is not None, _title, lambda _language: values(meeting))


def values(meeting: Meeting) -> dict[str, Any]:
    """The words of the paper, in the language that is active."""
    sections = queries.sections(meeting)
    ordered = [item for one in sections for item in one.items if item.state == ItemState.ORDERED]
    return {
        "issuer": meeting.body.name,
        "title": _title(),
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


def _title() -> str:
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

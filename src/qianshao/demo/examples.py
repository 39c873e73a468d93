"""Writes what the demo week ends in to a folder: minutes, bulletins and the release, marked as generated."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qianshao.briefing.bulletins import paper, wording
from qianshao.briefing.bulletins.rules.figures import without_marks
from qianshao.briefing.meetings import minutes
from qianshao.briefing.models import Bulletin, Meeting
from qianshao.briefing.releases import example as release
from qianshao.core import clock
from qianshao.core.problems import or_not_found

LANGUAGES = {"zh-hans": "zh", "en": "en"}


def write(folder: Path) -> list[Path]:
    """Of the last meeting that has ended, the bulletins of that day, and the newest release."""
    meeting = or_not_found(
        Meeting.objects.filter(ended_at__isnull=False).select_related("body").order_by("-day").first()
    )
    folder.mkdir(parents=True, exist_ok=True)
    at, written = clock.now(), []
    for language, short in LANGUAGES.items():
        papers = {
            f"minutes.{short}.{form}": minutes.paper(meeting, form, language=language, at=at)[0] for form in FORMS
        }
        texts = {f"minutes.{short}.md": _minutes(meeting, language)}
        for row in Bulletin.objects.filter(body=meeting.body, last=meeting.day).select_related("body", "to"):
            name = f"bulletin-{row.period}.{short}"
            papers |= {f"{name}.{form}": paper.paper(row, form, language=language, at=at)[0] for form in FORMS}
            texts[f"{name}.md"] = _bulletin(row, language)
        for name, content in {**papers, **{name: text.encode() for name, text in texts.items()}}.items():
            (folder / name).write_bytes(content)
            written.append(folder / name)
    return [*written, *release.write(release.make(), folder / "release")]


FORMS = ("docx", "pdf")


def _minutes(meeting: Meeting, language: str) -> str:
    with translation.override(language):
        values = minutes.values(meeting)
        lines = [f"# {values['title']}", values["issuer"], values["day"], f"**{values['note']}**"]
        lines += [f"## {values['heading_there']}", *values["there"]]
        lines += [
            f"## {values['heading_state']}",
            ("" if language == "zh-hans" else " ").join(values["state"]),
            f"## {values['heading_points']}",
        ]
        for section in values["sections"]:
            lines.append(f"### {section['label']}")
            lines += [
                "\n".join(f"- {part}" if not number else f"  {part}" for number, part in enumerate(_parts(point)))
                for point in section["points"]
            ]
        if values["orders"]:
            lines += [f"## {values['heading_orders']}", *values["orders"]]
        if values["remarks"]:
            lines += [f"## {values['heading_remarks']}", *values["remarks"]]
    return "\n\n".join(lines) + "\n"


def _parts(point: dict[str, str]) -> list[str]:
    return [part for part in (point["title"], point["detail"], point["decided"]) if part]


def _bulletin(row: Bulletin, language: str) -> str:
    with translation.override(language):
        values = paper.values(row, language)
        lines = [f"# {values['title']}", f"{values['issuer']} → {row.to}", f"**{values['note']}**"]
        for heading, body in wording.paragraphs(row.texts[language]):
            lines += [f"## {heading}", without_marks(body)]
        lines += [f"## {values['heading_figures']}", values["cut_off"]]
        lines.append(_table(row))
    return "\n\n".join(lines) + "\n"


def _table(row: Bulletin) -> str:
    headings = [
        pgettext("bulletin", "Figure"),
        pgettext("bulletin", "Value"),
        _("Of"),
        _("Before"),
        _("What it counts"),
    ]
    lines = ["| " + " | ".join(headings) + " |", "|---|---:|---:|---:|---|"]
    for one in wording.table(row):
        numbers = ["–" if number is None else f"{number:,}" for number in (one.value, one.whole, one.before)]
        lines.append(f"| {one.label} | {' | '.join(numbers)} | {one.meaning} |")
    return "\n".join(lines)

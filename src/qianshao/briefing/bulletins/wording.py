"""What each figure of a bulletin is called and counts, and where the list behind it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.briefing.bulletins.rules.figures import DENOMINATORS, MARK, NAMES, Figure, frozen
from qianshao.briefing.models import Bulletin, Period

MEANINGS: dict[str, tuple[Any, Any]] = {
    "workplaces": (
        gettext_lazy("Workplaces"),
        gettext_lazy("Those on the territory that existed on the day; of a week, each day counts anew."),
    ),
    "answered": (
        gettext_lazy("Reported by the hour"),
        gettext_lazy("Their own union had reported by the hour at which the roll is closed."),
    ),
    "heard": (
        gettext_lazy("Reached by telephone"),
        gettext_lazy("Their union was silent; a federation asked, and stated what it heard."),
    ),
    "silent": (gettext_lazy("Silent"), gettext_lazy("Neither reported nor reached by the hour.")),
    "late": (gettext_lazy("Late"), gettext_lazy("The union's first report came after the hour.")),
    "wrong": (
        gettext_lazy("Something wrong"),
        gettext_lazy("The union's last report by the hour named a danger, or a figure that is one by the policy."),
    ),
    "opened": (gettext_lazy("Cases opened"), gettext_lazy("Opened within the time, from reports and inspections.")),
    "serious": (
        gettext_lazy("Serious cases"),
        gettext_lazy("Of those opened, the ones of the severities that the policy names for the meeting."),
    ),
    "closed": (gettext_lazy("Cases ended"), gettext_lazy("Closed within the time, whenever they were opened.")),
    "open": (gettext_lazy("Open cases"), gettext_lazy("Opened by the cut-off and not closed by then.")),
    "overdue": (
        gettext_lazy("Overdue cases"),
        gettext_lazy("Open, and past the deadline of the body that had them at the cut-off."),
    ),
    "moved_up": (
        gettext_lazy("Moved up for silence"),
        gettext_lazy("Turns that ended at their deadline without a word of the body that had them."),
    ),
    "letters": (gettext_lazy("Letters sent"), gettext_lazy("Letters to employers that were sent within the time.")),
    "referrals": (gettext_lazy("Referrals"), gettext_lazy("Cases referred to an authority within the time.")),
    "restarted": (gettext_lazy("At work again"), gettext_lazy("By the ledger of restarts, on the last day.")),
    "newly_working": (
        gettext_lazy("Newly at work"),
        gettext_lazy("By the ledger at work since a day within the time."),
    ),
    "inspected": (gettext_lazy("Inspections"), gettext_lazy("Visits that were done within the time.")),
    "failed": (
        gettext_lazy("Inspections that found something"),
        gettext_lazy("Visits at which an item failed, or nobody was let in."),
    ),
    "signals": (gettext_lazy("Signals"), gettext_lazy("First seen within the time, judged or not.")),
    "confirmed": (gettext_lazy("Signals that were true"), gettext_lazy("Judged to be true within the time.")),
    "undertaken": (gettext_lazy("Undertakings"), gettext_lazy("What somebody undertook within the time.")),
    "kept": (gettext_lazy("Kept"), gettext_lazy("Undertakings settled within the time as kept.")),
    "broken": (gettext_lazy("Broken"), gettext_lazy("Undertakings settled within the time as broken.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it stands in the table."""

    mark: int
    label: str
    meaning: str
    value: int
    before: int | None
    of: str
    whole: int | None
    path: str


def table(row: Bulletin) -> list[Shown]:
    figures = frozen(row.figures)
    return [_shown(figure, figures.rows, row) for figure in figures.rows.values()]


def _shown(figure: Figure, rows: dict[str, Figure], row: Bulletin) -> Shown:
    label, meaning = MEANINGS[figure.name]
    whole = DENOMINATORS.get(figure.name, "")
    return Shown(
        mark=figure.mark,
        label=str(label),
        meaning=str(meaning),
        value=figure.value,
        before=figure.before,
        of=str(MEANINGS[whole][0]) if whole in rows else "",
        whole=rows[whole].value if whole in rows else None,
        path=path(figure.name, row.body.territory_id or "", row.last),
    )


def path(name: str, code: str, day: date) -> str:
    """The page whose query gives the figure as of now, or the list behind it."""
    if name in ("workplaces", "answered", "heard", "silent", "late", "wrong"):
        return f"{reverse('briefing:roll', args=[code])}?day={day.isoformat()}"
    if name in ("opened", "serious", "open", "overdue", "closed", "moved_up", "referrals"):
        states = {"open": "open", "overdue": "overdue", "closed": "closed"}
        return f"{reverse('casework:cases')}?territory={code}&state={states.get(name, 'all')}"
    pages = {
        "letters": "casework:letters",
        "restarted": "resumption:question",
        "newly_working": "resumption:question",
        "inspected": "resumption:inspections",
        "failed": "resumption:inspections",
        "signals": "surveillance:signals",
        "confirmed": "surveillance:signals",
    }
    return reverse(pages.get(name, "casework:commitments"))


def title(row: Bulletin) -> str:
    if row.period == Period.WEEK:
        return _("Bulletin of the week {first} to {last}").format(
            first=row.first.isoformat(), last=row.last.isoformat()
        )
    return _("Bulletin of {day}").format(day=row.last.isoformat())


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Heading and body of each part of a text; a part of one line has no heading."""
    found = []
    for part in text.split("\n\n"):
        heading, _line, rest = part.strip().partition("\n")
        if heading:
            found.append((heading, rest) if rest else ("", heading))
    return found


def linked(text: str) -> SafeString:
    """A paragraph whose marks lead to their rows in the table below it."""
    parts: list[SafeString] = []
    end = 0
    for found in MARK.finditer(text):
        parts.append(format_html("{}", text[end : found.start()]))
        number = int(found.group(1))
        if 0 < number <= len(NAMES):
            parts.append(format_html('<sup><a href="#figure-{}">{}</a></sup>', number, number))
        end = found.end()
    parts.append(format_html("{}", text[end:]))
    return mark_safe(format_html_join("", "{}", ((part,) for part in parts)))  # noqa: S308 - each part is escaped above

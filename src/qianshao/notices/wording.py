"""What a message says. No words of a reporter and no name of a person is known here, so none can be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qianshao.notices.models import Notice
from qianshao.notices.rules import DETAILED
from qianshao.policy import loading
from qianshao.registry.models import Territory

MOST_LINES = 12

KINDS = {
    "arrived": gettext_lazy("a case is yours now"),
    "near": gettext_lazy("the deadline is near"),
    "overdue": gettext_lazy("the deadline passed; the case stays with you"),
    "moved_away": gettext_lazy("the deadline passed; the case moved up from you"),
    "referred": gettext_lazy("referred to you"),
    "reporter": gettext_lazy("the reporter answered"),
    "letter_approved": gettext_lazy("a letter was approved and can be sent"),
    "letter_answered": gettext_lazy("a letter was answered"),
    "letter_unanswered": gettext_lazy("a letter was not answered in time"),
    "referral_answered": gettext_lazy("an authority answered"),
    "referral_unanswered": gettext_lazy("an authority did not answer in time"),
    "commitment_due": gettext_lazy("something undertaken is due"),
    "proposal": gettext_lazy("a proposal waits for a second person"),
    "report_due": gettext_lazy("today's report is not there yet"),
    "minutes": gettext_lazy("the minutes of the daily meeting"),
    "ordered": gettext_lazy("ordered in the daily meeting"),
    "bulletin": gettext_lazy("a bulletin from below"),
    "initiative_overdue": gettext_lazy("some did not acknowledge your call in time"),
    "visit_tomorrow": gettext_lazy("a visit is planned for tomorrow"),
    "visit_again": gettext_lazy("a follow-up visit was planned"),
    "need_raised": gettext_lazy("supplies are missing, and you have some"),
    "need_late": gettext_lazy("supplies have not arrived by their date"),
    "shipment_sent": gettext_lazy("supplies are on their way; say whether they arrived"),
    "shipment_lost": gettext_lazy("supplies got lost on the way"),
    "need_met": gettext_lazy("the workers say that the supplies are there"),
    "watch_asked": gettext_lazy("find out whether anybody suffers for having reported"),
    "watch_unanswered": gettext_lazy("nobody said whether anybody suffers for having reported"),
    "initiative_sent": gettext_lazy("a call to you: acknowledge it, and say what is carried out"),
    "initiative_reminded": gettext_lazy("a call to you has no answer yet"),
    "visit_planned": gettext_lazy("a visit is planned for you"),
    "visit_changed": gettext_lazy("a visit was put off to another day"),
    "visit_called_off": gettext_lazy("a visit was called off"),
}

OF_CASES = frozenset({"case", "referral"})


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    text: str
    path: str


def words(rows: Sequence[Notice], channel: str, language: str) -> Words:
    """One message about all of them: what is most urgent first; outside the house only how many, and until when."""
    ordered = sorted(rows, key=lambda row: (row.severity, row.due_at is None, row.due_at or row.at, row.pk))
    path = ordered[0].path if len(ordered) == 1 and channel in DETAILED else "/"
    with translation.override(language):
        title = _title(ordered)
        if channel not in DETAILED:
            return Words(_("Qianshao"), _lines(title, link(path)), path)
        shown = [_line(row, language) for row in ordered[:MOST_LINES]]
        if left := len(ordered) - MOST_LINES:
            shown += [_("and {count} more").format(count=left)] if left > 0 else []
        return Words(title, _lines(*shown, "" if channel == "push" else link(path)), path)


def code(code: str, channel: str, language: str) -> Words:
    with translation.override(language):
        text = _("Your code for Qianshao is {code}. Who did not ask for it may forget it.").format(code=code)
        return Words(_("Qianshao"), text, "/account/notices/")


def trial(language: str) -> Words:
    with translation.override(language):
        text = _("This is a test. What you have to know will come this way.")
        return Words(_("Qianshao"), text, "/account/notices/")


def link(path: str) -> str:
    return f"{settings.SITE}{path}" if settings.SITE else ""


def _title(rows: Sequence[Notice]) -> str:
    due = min((row.due_at for row in rows if row.due_at), default=None)
    waiting = len({(row.subject_type, row.subject_id) for row in rows})
    if due is None:
        return ngettext("{count} thing is new for you", "{count} things are new for you", waiting).format(count=waiting)
    if all(row.subject_type in OF_CASES for row in rows):
        said = ngettext(
            "{count} case waits for you, due {due}", "{count} cases wait for you, the first due {due}", waiting
        )
    else:
        said = ngettext(
            "{count} thing waits for you, due {due}", "{count} things wait for you, the first due {due}", waiting
        )
    return said.format(count=waiting, due=_moment(due))


def _line(row: Notice, language: str) -> str:
    parts = [row.number, _category(row.category, language), _place(row.place), str(KINDS.get(row.kind, ""))]
    if row.due_at:
        parts.append(_("due {due}").format(due=_moment(row.due_at)))
    return " · ".join(filter(None, parts))


def _category(code: str, language: str) -> str:
    known = loading.in_force().categories.get(code)
    return known.names[language] if known else ""


def _place(code: str) -> str:
    """The township; never the workplace."""
    return Territory.objects.filter(pk=code[:9]).values_list("name", flat=True).first() or ""


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))

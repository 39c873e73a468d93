"""What is unsure about a transcript, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DOUBTS = {
    "title": _("There is no title."),
    "event_date": _("The date of the event is not in the heading."),
    "event_dates": _("The heading names several dates: {about}. The first was taken."),
    "held_on": _("The day on which this was said is not in the text."),
    "no_turns": _("No turns were found."),
    "no_speakers": _("Nobody is named as speaking: each paragraph became a turn."),
    "label": _("“{about}” may be a speaker or a word before a colon; it was taken as a speaker."),
    "note": _("“{about}” stands between the calls and is said by nobody."),
    "empty_turn": _("Turn {about} has no words."),
    "place": _("Several places fit: {about}."),
    "no_place": _("No place was found."),
    "near": _("“{about}” are taken as one; look whether they are."),
    "not_stored": _("Nothing was kept: the database has not been set up. Run `qianshao init`, then import it again."),
    "body": _("“{about}” was not found in the registry, or several fit."),
}


def doubt(code: str, about: str = "") -> str:
    return str(DOUBTS[code]).format(about=about)

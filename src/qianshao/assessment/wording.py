"""What is unsure about a transcript, and what a figure says, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.assessment.rules.appraisal.comparing import Standing
from qianshao.assessment.rules.appraisal.figures import Figure

DOUBTS = {
    "title": _("There is no title."),
    "event_date": _("The date of the event is not in the heading."),
    "event_dates": _("The heading names several dates: {about}. The first was taken."),
    "held_on": _("The day on which this was said is not in the text."),
    "no_turns": _("No turns were found."),
    "no_speakers": _("Nobody is named as speaking: each paragraph became a turn."),
    "label": _("“{about}” may be a speaker or a word before a colon; it was taken as a speaker."),
    "not_label": _("“{about}” may be a speaker; the words were left in the turn before."),
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


# --- appraisals -------------------------------------------------------------------------------------------

READINGS = {
    "political": {
        "official": _(
            "The soul, and first: under the leadership of the Party, keeping in line, uniting the masses around it."
        ),
        "interview": _("Core values, and feeling for the working class."),
    },
    "advanced": {
        "official": _(
            "The source of strength: mobilising people for the theme of the time, sharing burdens, serving and "
            "protecting the interests of the masses, resolving conflicts."
        ),
        "interview": _("The ability to win the most for workers."),
    },
    "masses": {
        "official": _("The basic feature: the masses at the centre, not as extras; against empty-shell work."),
        "interview": _("From the masses, and always among them."),
    },
}
"""What each nature means: by the conference on mass organisations of July 2015, and by the interviewer's table of
February 2020. They are not the same, so both are shown and labelled."""

MISSING = {
    "not_recorded": _("not recorded yet"),
    "nothing_to_count": _("nothing to count"),
    "not_reached": _("more than half still wait"),
}


WHERE = {
    "within": _("within the limits"),
    "below": _("below the limits"),
    "far_below": _("far below the limits"),
    "above": _("above the limits"),
    "far_above": _("far above the limits"),
}


def standing_words(standing: Standing | None) -> str:
    """Where a body lies among comparable ones; "" where it is not compared."""
    if standing is None:
        return ""
    low, high = (f"{100 * limit:.0f}" for limit in standing.usual)
    said = gettext("{bodies} comparable bodies together: {share}; of this size {low}–{high}% (95%): {where}").format(
        bodies=standing.among.bodies,
        share=f"{100 * standing.among.share:.1f}%",
        low=low,
        high=high,
        where=WHERE[standing.where],
    )
    return f"{said}, {gettext('small number')}" if standing.small else said


@dataclass(frozen=True, slots=True)
class Words:
    """A figure as it is read."""

    value: str
    interval: str


def figure_words(figure: Figure) -> Words:
    if figure.missing or figure.value is None:
        return Words(str(MISSING[figure.missing]), "–")
    if figure.kind == "number":
        return Words(f"{figure.value:.0f}", "–")
    if figure.kind == "share":
        return Words(f"{100 * figure.value:.1f}%", f"{100 * (figure.low or 0):.1f}–{100 * (figure.high or 0):.1f}%")
    low, high = ("?" if bound is None else f"{bound:.1f}" for bound in (figure.low, figure.high))
    return Words(gettext("{number} days").format(number=f"{figure.value:.1f}"), f"{low}–{high}")

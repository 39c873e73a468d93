"""Cases, and what is done about them."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "letter.purpose": Kind(422, _("Choose what the letter is for.")),
    "letter.no_paper": Kind(
        422, _("In this place and on this day there is no paper for “{purpose}”. Choose another, or act and say so.")
    ),
    "letter.level": Kind(409, _("{body} may not issue the paper “{paper}”. Ask the federation above to write it.")),
    "letter.not_yours": Kind(403, _("This letter is written by {body}. Only its officers can do this.")),
    "letter.changed": Kind(
        409, _("Somebody else was quicker: the letter is now {state}. Look at it again; nothing was changed.")
    ),
    "letter.second_person": Kind(409, _("You wrote this. Somebody else of your body has to approve it.")),
    "template.invalid": Kind(
        422, _("The Word template does not hold: {detail}. Correct it, or take it away: then the shipped one is used.")
    ),
    "template.no_docx": Kind(422, _("The template is no Word file (.docx). Save it as .docx, or take it away.")),
    "pdf.part_missing": Kind(
        503, _("PDF cannot be written here: the library Pango is missing. Debian: apt-get install libpangoft2-1.0-0.")
    ),
    "referral.open": Kind(409, _("{body} was asked in this case already and has not answered yet.")),
    "referral.to": Kind(422, _("Choose whom to ask: an authority or a command that is named for this workplace.")),
    "referral.answered": Kind(409, _("This was answered before, or withdrawn. Nothing was changed.")),
    "proposal.kind": Kind(422, _("Choose what is proposed: to evacuate, or to hold the restart.")),
    "proposal.open": Kind(409, _("This was proposed in this case already and still stands.")),
    "proposal.verdict": Kind(422, _("Choose what came of the proposal.")),
    "proposal.changed": Kind(409, _("The proposal has moved on since you looked. Nothing was changed; look again.")),
    "proposal.second_person": Kind(409, _("You proposed this. Somebody else of your body has to approve it.")),
    "case.not_owner": Kind(409, _("The case is with {owner} now. Only its owner can do this.")),
    "case.closed": Kind(409, _("The case is closed.")),
    "case.open": Kind(409, _("The case is open. Go on there.")),
    "case.open_again": Kind(409, _("The same danger at this workplace has an open case already. Go on there.")),
    "case.closed_for_good": Kind(
        409, _("The case has been closed for more than {days} days. If the danger is back, report it anew.")
    ),
    "case.changed": Kind(
        409,
        _("Something happened since you opened the page: read the course of the case. If yours still fits, send it."),
    ),
    "case.answers_too_many": Kind(
        429, _("You have written {limit} times. Wait until something is done; whoever deals with it has read you.")
    ),
    "case.text_needed": Kind(422, _("Say in a few words what was done or what you ask; it stays on record.")),
    "commitment.past": Kind(422, _("The date lies in the past. Give the day by which it was undertaken to be done.")),
    "commitment.by": Kind(422, _("Choose who undertook it, among those who answer for this workplace.")),
    "commitment.state": Kind(422, _("Say what came of it: kept, broken or withdrawn.")),
    "commitment.settled": Kind(409, _("What came of this is on record already.")),
    "commitment.not_yours": Kind(403, _("{body} wrote this down and asks about it; only it can say what came of it.")),
    "case.hand_over_to": Kind(422, _("A case can go only to a body that answers for this workplace.")),
}

"""Roll call, meeting, bulletin, release, exchange."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "roll.not_called": Kind(422, _("Only the federation of a district calls the roll. Set the hours there.")),
    "roll.meeting_first": Kind(422, _("The meeting has to begin after the hour by which reports are due.")),
    "meeting.changed": Kind(
        409, _("Somebody else has changed this meanwhile. Both texts stand below: keep what is right, and save again.")
    ),
    "meeting.ended": Kind(409, _("This meeting has ended, and its minutes stay as they are.")),
    "meeting.not_yours": Kind(403, _("Only {body} decides in its meeting.")),
    "meeting.no_districts": Kind(422, _("A federation of a territory holds the daily meeting; {body} is none.")),
    "meeting.order_needs": Kind(422, _("Say what is ordered, who does it, and by when.")),
    "meeting.owner": Kind(422, _("Nobody of that name can be ordered from here. Choose one of the list.")),
    "meeting.state": Kind(422, _("A point is struck, ordered or noted. Choose one of these.")),
    "bulletin.sent": Kind(409, _("This bulletin has been sent and stays as it is.")),
    "bulletin.figure": Kind(
        422,
        _("Before the mark [{mark}] stands {number}; on record is {value}. Correct the number, or remove the mark."),
    ),
    "bulletin.empty": Kind(422, _("A bulletin needs a text in both languages.")),
    "bulletin.future": Kind(422, _("{day} has not come yet. Choose a day that has begun.")),
    "bulletin.not_yours": Kind(403, _("Only {body} edits and sends its bulletins.")),
    "meeting.words": Kind(422, _("Say in a few words what this is about.")),
    "upward.card": Kind(422, _("This is no card of an installation, or it was changed on the way. Ask for it again.")),
    "upward.own_card": Kind(422, _("This is the card of this installation itself. Take the one of the other side.")),
    "upward.url": Kind(422, _("“{value}”: give an address that begins with https:// and holds no password.")),
    "upward.territory": Kind(422, _("“{value}” is not the division that this installation speaks for.")),
    "upward.territory_taken": Kind(
        409, _("Another installation passes on the figures of {value} already. End that one first.")
    ),
    "upward.signature": Kind(403, _("No installation below has this key, or the signature does not fit.")),
    "upward.schema": Kind(422, _("“{value}” is no form of figures that is known here. Known is {known}.")),
    "upward.misfit": Kind(422, _("The figures do not fit their form: {detail}. Nothing was taken.")),
    "upward.generated": Kind(409, _("Generated figures and real ones are not mixed. Nothing was taken.")),
    "upward.other": Kind(
        409, _("Document {number} is here with other content. Hand over the cards anew, on both sides.")
    ),
    "figures.form": Kind(404, _("There is no format “{value}”. There are: {known}.")),
    "cursor.unknown": Kind(422, _("This cursor was not given out here. Begin again without “after”.")),
    "webhook.action": Kind(422, _("“{value}” is nothing that is told. Name actions such as case.* of: {known}.")),
    "move.no_file": Kind(422, _("{value} is no file that `qianshao move out` wrote, or only a part of one.")),
    "move.format": Kind(422, _("The file has the form {value}; known here is {known}. Use the program that wrote it.")),
    "move.tables": Kind(
        409, _("The file was written by a program with other tables ({version}). Move in with the same, then update.")
    ),
    "move.damaged": Kind(422, _("The file is damaged: {value} is missing or was changed. Nothing was taken in.")),
    "move.chain": Kind(422, _("The audit trail in the file does not hold at seal {number}. Nothing was taken in.")),
    "move.not_empty": Kind(
        409, _("There is something in {value} already. Move into an installation where only `qianshao init` was run.")
    ),
}

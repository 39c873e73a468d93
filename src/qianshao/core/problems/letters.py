"""Letters, supplies, notices."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "notice.address": Kind(
        422,
        _("This is no address for the channel you chose. Check it; for the robot of a group paste its whole address."),
    ),
    "notice.push": Kind(422, _("This browser's push service is not known here. Choose another channel.")),
    "notice.code": Kind(422, _("The code is wrong or too old. After five tries add the address again for a new one.")),
    "notice.unconfirmed": Kind(409, _("This address is not confirmed. Type in its code first.")),
    "notice.too_many_addresses": Kind(422, _("There are {limit} addresses already. Remove one first.")),
    "notice.too_many": Kind(429, _("{limit} codes and tests in a day are enough. Try again tomorrow.")),
    "notice.quiet": Kind(422, _("Give both hours, or none: then the hours of the federation hold.")),
    "notice.not_failed": Kind(409, _("Only what was given up can be sent again.")),
    "supplies.item": Kind(422, _("Choose what is missing, among the kinds of supplies that are listed.")),
    "supplies.pack": Kind(422, _("It does not come in such packs. Give the number in single units.")),
    "supplies.quantity": Kind(422, _("The quantity cannot be right. Give a whole number from 1 to {limit}.")),
    "supplies.more_than_missing": Kind(
        409, _("Only {missing} are still missing, with what is under way counted. Send at most so many.")
    ),
    "supplies.more_than_there_is": Kind(
        409, _("There is not so much left there, by the last figure. Look at the list again, or have it counted anew.")
    ),
    "supplies.many_voices": Kind(429, _("{limit} have said something about this already. That is enough.")),
    "supplies.holder": Kind(422, _("You enter stocks of your own body, or of an authority of your territory.")),
    "need.open": Kind(409, _("The same is already known to be missing at this workplace. Go on there.")),
    "need.past": Kind(422, _("The date lies in the past. Say by when it is needed.")),
    "need.ended": Kind(409, _("This need is met or withdrawn. If something is missing again, enter it anew.")),
    "shipment.ended": Kind(409, _("What became of this shipment is settled already.")),
    "shipment.not_yours": Kind(403, _("{body} sent this. Only its officers can do this.")),
    "watch.early": Kind(409, _("This question is not due yet.")),
    "watch.answered": Kind(409, _("This question has been answered already.")),
    "watch.not_yours": Kind(403, _("This question is not yours to answer. The case is with {body}.")),
    "watch.choose": Kind(422, _("Choose yes or no.")),
}

"""The restart ledger, inspections, people."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "checklist.number": Kind(422, _("“{value}” is not a number. Write it in digits, for example 3 or 1.5.")),
    "checklist.range": Kind(422, _("{value} cannot be right: it is from {least} to {most} here. Check for a slip.")),
    "checklist.not_optional": Kind(422, _("“{item}” is asked of every workplace. Give what was found.")),
    "checklist.unknown": Kind(404, _("There is no checklist “{value}”. Known are: {choices}.")),
    "checklist.item": Kind(404, _("There is no item “{value}” in this checklist. Known are: {choices}.")),
    "checklist.none": Kind(422, _("No checklist holds at this place on this day.")),
    "declaration.nothing": Kind(422, _("Nothing is filled in. State at least one item.")),
    "inspection.changed": Kind(409, _("The visit is now “{state}”. Look at it again; nothing was changed.")),
    "inspection.done": Kind(
        409, _("The result of this visit was sent before with other content, and that is kept. Plan another visit.")
    ),
    "inspection.basis": Kind(
        422, _("Choose on what the visit rests: affiliation, territory, an order, together, invited.")
    ),
    "inspection.body": Kind(422, _("Choose which of your bodies inspects.")),
    "inspection.past": Kind(422, _("The day lies in the past. Choose today or a later day.")),
    "inspection.nothing": Kind(422, _("Nothing is filled in. Give what was found, or say that nobody let you in.")),
    "inspection.inspectors": Kind(
        422, _("{rule} asks for at least {least} inspectors on a visit. Name them, one in a line.")
    ),
    "inspection.signature": Kind(
        422, _("The signature of the {side} is missing. Let them sign, or say that and why they do not.")
    ),
    "inspection.version": Kind(
        409, _("The checklist of this visit is another one than the form that you sent. Load the visit again.")
    ),
    "inspection.photos": Kind(422, _("At most {limit} photographs belong to one visit.")),
    "helper.alias": Kind(422, _("Give a name or an alias, without telephone or identity numbers.")),
    "helper.alias_taken": Kind(409, _("“{value}” is on this body's list already. Choose another alias.")),
    "helper.employer": Kind(422, _("Say at which workplace they are employed: they look after it from inside.")),
    "helper.hours": Kind(422, _("Hours in a week are a number from 0 to {most}.")),
    "helper.expertise": Kind(422, _("Industries are letters with or without two digits, such as C or C26.")),
    "helper.languages": Kind(422, _("Languages are codes such as zh, bo or ug.")),
    "helper.left": Kind(409, _("They have left already. Nothing was changed.")),
    "helper.inside": Kind(422, _("They look after their own workplace from inside and cover no others.")),
    "helper.conflict": Kind(422, _("They are employed by this enterprise or its group and cannot inspect it.")),
    "helper.reach": Kind(422, _("This workplace lies outside the territory in which they go.")),
    "helper.no_time": Kind(422, _("Their hours are full. Give them more hours, or choose somebody else.")),
    "helper.not_pinned": Kind(409, _("This was not decided by hand. Nothing was changed.")),
    "shared.workplace": Kind(422, _("No single workplace that you see is called “{value}”.")),
    "bus.none": Kind(422, _("Choose a bus that this workplace uses.")),
    "bus.not_used": Kind(422, _("This workplace does not use this bus. Enter that it does first.")),
    "bus.day": Kind(422, _("Seats are noted for today and the {days} days before, and are deleted after that.")),
    "bus.days": Kind(422, _("Choose a first and a last day, at most {most} days apart.")),
    "bus.seat": Kind(
        422, _("“{value}”: a seat has a number from 1 to 200 and a shift group or alias, no long number.")
    ),
    "bus.taken": Kind(409, _("Seat {value} is taken by another workplace on this ride. Nothing was changed.")),
    "initiative.items": Kind(422, _("Choose at least one item that the call asks for.")),
    "initiative.text": Kind(422, _("Give the call a title and a text.")),
    "initiative.deadline": Kind(422, _("The deadline must lie in the future.")),
    "initiative.not_addressed": Kind(404, _("This call does not ask anything of this workplace.")),
    "initiative.withdrawn": Kind(409, _("This call was withdrawn. Nothing was changed.")),
    "initiative.reminded": Kind(409, _("They were reminded less than {hours} hours ago. Wait, or call them.")),
    "restart.standing": Kind(422, _("Choose the standing that is stated.")),
    "restart.source": Kind(422, _("Choose who states it.")),
    "restart.who_holds": Kind(
        422, _("Only an authority, a union or an inspection can hold a restart or lift the hold.")
    ),
    "restart.rule": Kind(422, _("“{value}” is no rule on restarts that is on file here.")),
    "restart.superseded": Kind(409, _("Somebody else was quicker: this statement was corrected already. Look again.")),
    "restart.held": Kind(409, _("The restart of {name} is held already.")),
    "restart.not_held": Kind(409, _("The restart of {name} is not held.")),
    "restart.by": Kind(422, _("“{value}” is no kind to count by. Possible are: {choices}.")),
    "restart.list_taken": Kind(409, _("This very list was taken on {day} already. Nothing was changed.")),
    "restart.row_decided": Kind(
        409, _("This row was decided by somebody else. Look at it again; nothing was changed.")
    ),
    "restart.row_choice": Kind(422, _("Choose one of the workplaces that this row may be.")),
    "restart.row_territory": Kind(
        422, _("Say in which township or village the new workplace lies: its code, or its full name.")
    ),
}

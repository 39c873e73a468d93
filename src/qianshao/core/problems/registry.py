"""Divisions, bodies, workplaces, ties."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "workplace.unknown": Kind(404, _("No workplace with “{value}” is known to you. Check the name or the code.")),
    "workplace.closed": Kind(
        409,
        _("{name} has been closed since {day}. If people work there, tell your federation: it can be opened again."),
    ),
    "workplace.several": Kind(
        422, _("{count} workplaces share the code “{value}”. Give the number of the one you mean: {choices}.")
    ),
    "uscc.length": Kind(422, _("“{value}” has {length} characters; a unified social credit code has 18.")),
    "uscc.character": Kind(
        422,
        _("“{value}” has “{character}” at place {place}, which such codes never use (no I, O, Z, S, V). Correct it."),
    ),
    "uscc.check": Kind(
        422,
        _("“{value}” is not a valid credit code: its last character should be {expected}. One character is wrong."),
    ),
    "territory.unknown": Kind(
        422, _("“{value}” is not a division that was in force on {day}. Give its code or full name.")
    ),
    "territory.not_found": Kind(
        422,
        _("No division was found in “{value}”. Give the code of its township or village, or name it and its district."),
    ),
    "territory.ambiguous": Kind(422, _("“{value}” could be {candidates}. Give the code, or name the district too.")),
    "territory.too_wide": Kind(
        422, _("“{value}” is too wide for a workplace. Give its township, sub-district, village or community.")
    ),
    "territory.not_yours": Kind(
        403, _("“{value}” lies outside the territory that you answer for. Nothing was changed.")
    ),
    "divisions.none": Kind(422, _("There is no file of divisions here. Known are: {files}.")),
    "divisions.code": Kind(422, _("“{value}” is no code for this file, which has codes of {digits} digits.")),
    "divisions.parent": Kind(422, _("“{value}” does not begin with {parent}, the code of the division above it.")),
    "divisions.orphan": Kind(422, _("The division above “{value}”, {parent}, is neither in these files nor in force.")),
    "divisions.twice": Kind(422, _("“{value}” stands in line {line} already.")),
    "area.exists": Kind(409, _("There is an area named “{name}” already.")),
    "body.unknown": Kind(422, _("No body named “{value}” is known. Enter it first, or correct the name.")),
    "body.ambiguous": Kind(422, _("Several bodies are named “{value}”: {candidates}. Give the full name of one.")),
    "body.exists": Kind(409, _("“{name}” is entered already.")),
    "body.not_yours": Kind(403, _("A body can be entered only on your own territory or in your own line.")),
    "body.too_deep": Kind(422, _("The line above “{name}” is too long: {limit} bodies are the most.")),
    "body.level": Kind(422, _("A federation has the level of its territory, and the national one has none.")),
    "body.circle": Kind(422, _("“{name}” stands below this body and cannot lead it.")),
    "industry.unknown": Kind(
        422, _("“{value}” is no industry of GB/T 4754-2017. Write a section (A to T) or a division (01 to 97).")
    ),
    "industry.mismatch": Kind(422, _("Division {division} belongs to section {section}, not to {given}.")),
    "ownership.unclear": Kind(
        422, _("“{value}” does not say whether the central or a local government owns it. Write which.")
    ),
    "coordinates.range": Kind(
        422, _("{value} lies outside China. In degrees, longitude is from 73 to 136 and latitude from 3 to 54.")
    ),
    "day.future": Kind(422, _("{day} is in the future. Give a day that has passed.")),
    "coordinates.half": Kind(422, _("Longitude and latitude belong together. Give both or neither.")),
    "import.encoding": Kind(
        422, _("The text is neither UTF-8, UTF-16 nor GB18030. Save it from Excel as “CSV UTF-8” and try again.")
    ),
    "import.workbook": Kind(422, _("This workbook cannot be read. Save it as .xlsx without a password, or as CSV.")),
    "import.broken": Kind(422, _("From line {line} on this is no table. Is a quotation mark not closed?")),
    "import.gone": Kind(
        410, _("The file was kept for an hour only, or was imported already. Choose it again; nothing is done twice.")
    ),
    "import.no_territory": Kind(
        403, _("Lists are imported by the body that answers for a territory. Send yours to the federation there.")
    ),
    "import.empty": Kind(422, _("There is no row in this file.")),
    "import.no_name": Kind(
        422, _("No column holds the names. The first row must be the headings, and one of them “{label}”.")
    ),
    "import.column_twice": Kind(422, _("The columns “{first}” and “{second}” mean the same. Remove one of them.")),
    "row.cells": Kind(422, _("“{value}” stands beyond the last heading. A comma too many?")),
    "row.repeated": Kind(422, _("Line {line} is about the same and says otherwise. Keep one of the two lines.")),
    "row.clash": Kind(409, _("Another entry has this code and site, or this name and place, already.")),
    "workplace.open": Kind(409, _("This workplace is not closed.")),
    "tie.exists": Kind(409, _("This tie is on record already.")),
    "tie.ended": Kind(409, _("This tie has ended already.")),
    "tie.not_affiliation": Kind(422, _("A workplace can be affiliated to a union body only, not to “{name}”.")),
    "date.order": Kind(422, _("The end lies before the beginning.")),
    "dispute.claim": Kind(422, _("This claim does not belong to the dispute.")),
    "order.withdrawn": Kind(409, _("This order has been withdrawn already.")),
    "order.body": Kind(422, _("Only a federation or a group union can be charged with an order.")),
    "order.not_your_territory": Kind(422, _("“{name}” does not answer for “{value}” and cannot act there.")),
    "order.percent": Kind(422, _("An order leaves between {least} and 100 per cent of a deadline.")),
    "order.times": Kind(422, _("An order must end later than it begins.")),
    "dispute.settled": Kind(409, _("This dispute is settled already.")),
    "dispute.reason": Kind(422, _("Give the reason for settling it this way; it stays on record.")),
}

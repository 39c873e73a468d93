"""Everything that can go wrong for a person, in one catalogue.

An entry is: code, HTTP status, and a sentence that says what was wrong, where, and what to do. Sentences are
translated; ``{name}`` is filled with the values given to :class:`Problem`. A test walks the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


def _(sentence: str) -> str:
    """Marks a sentence for translation; it is translated when it is shown, in the reader's language."""
    return sentence


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    sentence: str


CATALOGUE: dict[str, Kind] = {
    # what arrives
    "json.broken": Kind(400, _("The text is not valid JSON: {detail}. Send one JSON object.")),
    "json.broken.at": Kind(400, _("The text is not valid JSON at line {line}, column {column}. Send one JSON object.")),
    "json.too_deep": Kind(400, _("The JSON is nested too deeply. Send one flat object.")),
    "json.not_object": Kind(400, _("What arrived is JSON, but not an object. Send one object, in braces.")),
    "field.twice": Kind(422, _("“{label}” is there twice. Send it once.")),
    "key.unfit": Kind(
        422, _("The key does not fit: {shortest} to {longest} letters, digits or signs without blanks; a UUID is good.")
    ),
    "key.two": Kind(422, _("The key in the header and the one in the body differ. Send one of them.")),
    "text.encoding": Kind(
        400, _("The text is not valid UTF-8 at byte {position}. Save it as UTF-8 and send it again.")
    ),
    "body.too_large": Kind(413, _("What you sent is larger than {limit}. Send less, or use the import for files.")),
    "field.missing": Kind(422, _("“{label}” is missing. Fill it in.")),
    "field.unknown": Kind(422, _("There is no field “{label}”. Remove it or correct its name.")),
    "field.invalid": Kind(422, _("“{value}” does not fit here.")),
    "field.invalid.number": Kind(422, _("“{value}” is not a whole number. Write it in digits, for example 120.")),
    "field.invalid.yes_no": Kind(422, _("“{value}” is neither yes nor no.")),
    "field.invalid.date": Kind(422, _("“{value}” is not a date. Write it as year-month-day, for example 2022-02-08.")),
    "field.invalid.choice": Kind(422, _("“{value}” is not one of: {choices}.")),
    "category.missing": Kind(422, _("Choose what is wrong; one is enough.")),
    "category.unknown": Kind(422, _("“{value}” is no kind of danger that is known here.")),
    "text.too_long": Kind(
        422, _("The text is longer than {limit} characters. Shorten it, or send the rest in a second report.")
    ),
    "number.negative": Kind(
        422, _("{value} is below zero. Give the number of persons or things, 0 if there are none.")
    ),
    "number.absurd": Kind(
        422, _("{value} cannot be right: the largest number accepted here is {limit}. Check for a slip.")
    ),
    "number.more_than_headcount": Kind(
        422, _("{value} is more than all the people at this workplace ({headcount}). Check both numbers.")
    ),
    "field.too_long": Kind(422, _("“{value}” is longer than {limit} characters. Shorten it.")),
    "date.future": Kind(422, _("{day} is in the future. Reports are for today or for a day that has passed.")),
    "date.too_old": Kind(422, _("{day} is more than {limit} days ago. For such a late report call your federation.")),
    # who you are
    "login.needed": Kind(401, _("Log in first, or send a valid token.")),
    "login.locked": Kind(429, _("Too many failed log-ins. Wait {minutes} minutes, or ask your administrator.")),
    "login.password": Kind(422, _("The password is wrong. Nothing was changed.")),
    "login.code": Kind(422, _("The one-time code is missing or wrong. It changes every 30 seconds.")),
    "account.taken": Kind(409, _("There is an account “{value}” already. Choose another name.")),
    "account.name": Kind(422, _("“{value}” is no name for an account. Use letters, digits and . _ - @ +.")),
    "account.role": Kind(422, _("“{body}” cannot give the role “{value}”. Possible are: {choices}.")),
    "account.shared": Kind(
        403, _("This account has a role elsewhere, too. Ask the administrator there, or end the role here.")
    ),
    "account.yourself": Kind(409, _("You cannot do this to your own account. Ask another administrator.")),
    "account.unknown": Kind(404, _("There is no account “{value}”.")),
    "access.none": Kind(403, _("Your role does not include this. Ask the administrator of your body if it should.")),
    "not_found": Kind(404, _("This does not exist, or it is not yours to see.")),
    # registry
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
    # reports
    "report.key_reused": Kind(
        409,
        _("This key was used before with other content. Nothing was changed. Send the new report with a new key."),
    ),
    "report.sent_before": Kind(
        409,
        _("This form was sent before with other content, and that is kept. Send it once more to report this as well."),
    ),
    "report.says_nothing": Kind(
        422,
        _("The report says neither that all is well nor what is wrong. State all_clear, or the numbers: {fields}."),
    ),
    "report.nothing_wrong": Kind(
        422, _("You say that something is wrong, but nothing here shows it. Tick what it is, or give the numbers.")
    ),
    "message.which_workplace": Kind(
        422, _("You report for several workplaces: begin with the number of one. Example: 8801 OK 120.")
    ),
    "message.code_unknown": Kind(
        422, _("This code is not known, or too old. Draw a new one on the page “SMS and WeChat” and send it.")
    ),
    "file.too_large": Kind(
        413, _("The file is too large. At most {limit} are taken; make it smaller and send it again.")
    ),
    "file.no_picture": Kind(422, _("This is no picture that could be read. Send a JPEG, PNG or WebP.")),
    "file.no_paper": Kind(
        422, _("This is no paper that can be kept. Send a PDF, a Word or Excel file without macros, or a picture.")
    ),
    "file.missing": Kind(404, _("The file is not where it was kept. Tell the operator of this site.")),
    "form.invalid": Kind(422, _("The form does not hold: {detail}.")),
    "form.type": Kind(
        422,
        _("“{name}” is of the type “{type}”. There are integer, decimal, date, text, select_one and select_multiple."),
    ),
    "form.answer": Kind(422, _("“{value}” is no answer to “{label}”. Open the form anew, and answer it once more.")),
    "xml.unreadable": Kind(400, _("The form that was sent cannot be read as XML. Send it once more.")),
    "xml.no_instance": Kind(422, _("The form that was sent has no number of its own (instanceID). Fill it in anew.")),
    "xml.other_form": Kind(422, _("This form is not known here. Get the list of forms anew.")),
    "sheet.no_workplace": Kind(
        422, _("The sheet has no column for the workplace. Add one headed 单位名称, 统一社会信用代码 or 单位编号.")
    ),
    "call.taken": Kind(409, _("Somebody else is calling this workplace. Go back to the desk for the next one.")),
    "channel.off": Kind(404, _("This channel is not switched on here. Its settings are in docs/channels.md.")),
    "channel.secret": Kind(403, _("The secret or the signature does not fit. Compare the settings on both sides.")),
    "channel.unreadable": Kind(400, _("The message could not be read, or its signature does not fit.")),
    "report.link_unknown": Kind(
        404, _("This link does not belong to a workplace any more. Ask for a new one, or call the union.")
    ),
    "receipt.too_many": Kind(
        429, _("Too many wrong receipts are being tried. Wait {seconds} seconds and try again; your report is safe.")
    ),
    "receipt.unknown": Kind(404, _("No report has this receipt code. Check the 16 digits.")),
    "report.not_yours": Kind(403, _("You do not report for this workplace.")),
    # cases
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
    # what is sealed
    "key.passphrase": Kind(422, _("The passphrase is wrong. Nothing was opened or changed.")),
    "key.passphrase_short": Kind(422, _("A passphrase has at least {limit} characters. Four words are a good one.")),
    "key.passphrase_twice": Kind(422, _("The two passphrases differ. Type the same one twice.")),
    "key.passphrase_is_password": Kind(
        422, _("Choose another one than your password: who learns that one must not open the sealed box.")
    ),
    "key.own_missing": Kind(409, _("Choose your own passphrase first, on the page “Sealed box”.")),
    "key.exists": Kind(409, _("Somebody else was quicker: your body has a new key. Look again; nothing was changed.")),
    "key.missing": Kind(409, _("Your body has no sealed box yet. Make one on the page “Sealed box”.")),
    "key.not_yours": Kind(
        403, _("You do not hold the key of {body}. An officer who does can let you in, on the page “Sealed box”.")
    ),
    "key.not_officer": Kind(422, _("Choose an officer of your body who has a passphrase of their own.")),
    "key.yourself": Kind(409, _("Another officer has to do this.")),
    "key.code": Kind(422, _("The recovery code is wrong. It has six groups of five signs.")),
    "key.no_recovery": Kind(409, _("There is no recovery code for this key.")),
    "key.wait": Kind(429, _("Too many wrong passphrases. Wait {minutes} minutes.")),
    "key.broken": Kind(
        409, _("This cannot be opened with the key of your body. It may have been sealed to an older one.")
    ),
    "identity.empty": Kind(422, _("Write at least one of the three, or leave this part closed.")),
    "identity.no_key": Kind(
        409, _("Whoever deals with your report has no sealed box. Write nothing by which you are known.")
    ),
    "identity.reason": Kind(422, _("Say why you open it. The reporter reads this.")),
    "identity.stays": Kind(409, _("The reporter wants it to stay with your body. Ask them, in a message.")),
    # letters, supplies, notices
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
    # restart ledger, inspections, people
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
    # detection, signals
    "signal.judged": Kind(409, _("Somebody has judged this signal already. Read the page again to see how.")),
    "series.column_missing": Kind(
        422,
        _("There is no column “{column}” in line 1. It needs the columns date, series and count; it has {columns}."),
    ),
    "series.column_unknown": Kind(422, _("Line 1: the column “{column}” is not used.")),
    "series.name": Kind(422, _("Line {line}, column series: there is no name. The row was left out.")),
    "series.date": Kind(
        422,
        _("Line {line}, column date: “{value}” is not a date. Write 2020-02-08. The row was left out."),
    ),
    "series.count": Kind(
        422,
        _("Line {line}, column count: “{value}” is not a whole number. The count is treated as not known."),
    ),
    "series.negative": Kind(
        422, _("Line {line}, column count: {value} is below zero. The count is treated as not known.")
    ),
    "series.twice": Kind(
        422,
        _(
            "Line {line}: {series} has a row for {date} already, in line {first}. "
            "The first one counts; remove the other."
        ),
    ),
    "series.irregular": Kind(
        422,
        _("Column date: the dates are neither daily nor weekly. Give one row for each day or for each week."),
    ),
    "series.weekday": Kind(
        422,
        _(
            "Line {line}, column date: {date} is another weekday than the other weeks of {series}. "
            "The row was left out."
        ),
    ),
    "series.unsorted": Kind(422, _("Column date: the dates of {series} are not in order. They were sorted.")),
    "series.gap": Kind(
        422,
        _(
            "Line {line}, column date: between {after} and {before}, {series} has no row for {missing} times. "
            "They are treated as not known; write 0 where nothing happened."
        ),
    ),
    "series.too_long": Kind(
        422,
        _("Column date: {series} goes from {first} to {last}. Check both for a slip; the series was left out."),
    ),
    "series.too_short": Kind(
        422,
        _("{series} has {times} counts, to {last}. This method needs {needed} before it can judge the first."),
    ),
    "series.too_short_for_years": Kind(
        422,
        _(
            "{series} has {times} counts, to {last}. With {years} years of past, {needed} are needed. "
            "--years {fit} would fit; where that is 0, use an EARS method."
        ),
    ),
    "series.picture": Kind(422, _("“{value}”: a picture is one of {endings}.")),
    "series.picture_part": Kind(
        422, _("The picture shows the {most} series with the most alarms; {count} are left out.")
    ),
    "scan.column": Kind(422, _("{file} has no column “{column}”. Its first row must name the columns {columns}.")),
    "scan.column_twice": Kind(422, _("{file} has two columns “{column}”. Remove one of them.")),
    "scan.coordinates": Kind(
        422, _("{file} does not say where a place is. Add the columns lat and lon, or x and y in km.")
    ),
    "scan.cells": Kind(422, _("{file}, line {line}: “{value}” stands beyond the last heading. A comma too many?")),
    "scan.blank": Kind(422, _("{file}, line {line}, column {column}: nothing stands here. Fill it in.")),
    "scan.whole": Kind(
        422, _("{file}, line {line}, column {column}: “{value}” is not a whole number. Write it in digits, such as 3.")
    ),
    "scan.number": Kind(422, _("{file}, line {line}, column {column}: “{value}” is not a number.")),
    "scan.range": Kind(
        422, _("{file}, line {line}, column {column}: {value} is out of range. It must be from {least} to {most}.")
    ),
    "scan.date": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” is not a date. Write it as 2022-02-08 or 2022."),
    ),
    "scan.outside": Kind(
        422,
        _(
            "{file}, line {line}, column {column}: {value} lies outside the study, {start} to {end}. "
            "Leave the row out, or widen the study."
        ),
    ),
    "scan.place_unknown": Kind(
        422, _("{file}, line {line}, column {column}: there is no place “{value}” in {places}. Add it there.")
    ),
    "scan.place_twice": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” stands in line {first} already, elsewhere. Keep one line."),
    ),
    "scan.one_place": Kind(
        422, _("{file} has one place only. A cluster is found by comparing places; give two or more.")
    ),
    "scan.no_cases": Kind(422, _("{file} has fewer than two cases. A cluster has two at least.")),
    "scan.covariates": Kind(
        422, _("{file} has the strata {columns}, and {cases} has {others}. Both must have the same further columns.")
    ),
    "scan.population_needed": Kind(
        422, _("The model poisson needs a population. Give --population, or take the model permutation.")
    ),
    "scan.population_unused": Kind(
        422, _("The model permutation takes no population. Leave --population out, or take the model poisson.")
    ),
    "scan.population_twice": Kind(
        422, _("{file}, line {line}, column {column}: “{value}” has a population for this date in line {first}.")
    ),
    "scan.population_gap": Kind(
        422, _("{file}: “{value}” has no population on {date}, but other places have. Add a row.")
    ),
    "scan.population_missing": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” has cases, but no population in {population}. Add it."),
    ),
    "scan.stratum": Kind(422, _("{file} has nobody in the stratum “{value}”, but {cases} has cases in it.")),
    "scan.period": Kind(422, _("The study ends on {end}, before it begins on {start}. Exchange the two days.")),
    "scan.window": Kind(
        422, _("No window of this length fits: the study has {days} days, added up by {interval}. Change --max-days.")
    ),
    "scan.dask": Kind(503, _("No Dask scheduler answers at {value}: {detail}. Start one, or leave --dask out.")),
    "scan.links_or_tree": Kind(
        422, _("Give --links, a file of places and what they share, or --tree, one of places and codes; not both.")
    ),
    "scan.no_sets": Kind(
        422,
        _(
            "{file} joins no places that could be compared with others: a link holds at least one place and not all of"
            " them. Give more links, or rows of places that share nothing."
        ),
    ),
    "scan.lengths": Kind(422, _("--lengths: “{value}” is not a list of lengths such as 2,4,6,9,12.")),
    "scan.picture": Kind(422, _("The picture cannot be written to {value}: {detail}. Choose another place.")),
    # simulation
    "simulation.no_scenario": Kind(422, _("There is no scenario and no file {value}. Shipped are: {known}.")),
    "simulation.no_workplaces": Kind(
        422, _("No open workplace with people is on record for {value}. Import the workplaces, or choose a division.")
    ),
    "simulation.too_large": Kind(
        422,
        _("{workers} people work there: too many for a page. On the server: qianshao simulate --from-registry."),
    ),
    "simulation.busy": Kind(503, _("Another question is being worked out. Ask again in a minute.")),
    "simulation.no_out": Kind(422, _("A directory has to be named with --out: that is where finished runs are kept.")),
    # interviews, appraisal
    "transcript.empty": Kind(422, _("There is no text in this file. Choose the transcript itself.")),
    "transcript.encoding": Kind(
        422, _("The text is neither UTF-8, UTF-16 nor GB 18030. Save it as UTF-8 and send it again.")
    ),
    "transcript.kind": Kind(422, _("This is no transcript that can be read: text, Word (.docx), PDF, SRT or VTT can.")),
    "transcript.broken": Kind(
        422, _("The file is damaged, or locked with a password. Save it anew and send it again.")
    ),
    "transcript.scanned": Kind(
        422, _("This PDF holds pictures of pages and no text. Have it recognised (OCR) first, or send a text.")
    ),
    "appraisal.indicator": Kind(
        404, _("Bodies are not compared by “{value}”. Choose one of the indicators in the list.")
    ),
    "appraisal.body": Kind(
        404,
        _("No federation and no union of a group is known to you as “{value}”. Give its number or more of its name."),
    ),
    "appraisal.period": Kind(422, _("The period ends on {last}, before it begins on {first}. Exchange the two days.")),
    "appraisal.too_long": Kind(422, _("The period is longer than {days} days. Choose a shorter one.")),
    "appraisal.exists": Kind(409, _("There is a sheet of this body and period already: {number}.")),
    "appraisal.closed": Kind(409, _("{number} is closed. Its figures and judgements stay as they are.")),
    "appraisal.own": Kind(403, _("Nobody judges their own body. You can reply to the sheet.")),
    "appraisal.not_own": Kind(403, _("Only {body} replies to its sheet. You can give a judgement.")),
    "appraisal.judged": Kind(409, _("Your judgement is on record and stays as you gave it.")),
    "appraisal.mark": Kind(422, _("Choose one of the four judgements for each of the three natures.")),
    "appraisal.reasons": Kind(422, _("Say for each judgement on what it rests.")),
    "appraisal.two_first": Kind(
        409, _("A joint judgement needs two reviewers who have each given their own; so far there are {count}.")
    ),
    "appraisal.reviewers_only": Kind(403, _("The joint judgement is for those who have given their own first.")),
    "appraisal.joint_first": Kind(409, _("The sheet is closed when the joint judgement is there.")),
    "appraisal.quotation": Kind(
        422, _("Turn {turn} of {number} does not hold these words. Copy them from the turn as they are.")
    ),
    "appraisal.turn": Kind(
        422, _("There is no turn “{turn}” in an interview “{number}” that you may read. Correct both numbers.")
    ),
    "appraisal.question": Kind(422, _("“{value}” is no question of the baseline that people answer.")),
    "transcript.not_coded": Kind(
        422,
        _("This text was not coded by hand, so that nothing can be measured on it. Leave it out, or bring another."),
    ),
    "exchange.broken": Kind(
        422,
        _("This is no REFI-QDA project (.qdpx) or codebook (.qdc), or it is damaged. Export it anew and send that."),
    ),
    "code.unknown": Kind(422, _("There is no code “{value}” in the codebook. Choose one of the list.")),
    "passage.outside": Kind(422, _("Turn {turn} has no such passage. Choose sentences of this turn.")),
    "coding.verdict": Kind(422, _("A code is accepted, rejected or noted. Choose one of these.")),
    "coding.committed": Kind(
        409,
        _("What was undertaken in turn {turn} of {number} is on record already, and is asked about when it is due."),
    ),
    # meeting, bulletin, release, exchange
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
    # the program
    "database.not_set_up": Kind(
        503,
        _(
            "The database has not been set up, or is older than this program. Run `qianshao init`, or `qianshao start` "
            "for a demo district."
        ),
    ),
    # releases
    "release.body": Kind(422, _("“{body}” is no federation of a territory, so it publishes no figures.")),
    "release.person": Kind(403, _("A release is drafted by somebody with an account. Say who with --by.")),
    "release.period": Kind(422, _("The days do not fit: the last is not before the first, and not in the future.")),
    "release.too_long": Kind(422, _("A release covers {limit} days at most. Choose fewer.")),
    "release.overlaps": Kind(
        409,
        _(
            "{number} counts some of the same people by other days or divisions; from both together small figures "
            "could be computed. Use the same days as that release, or days that it does not cover."
        ),
    ),
    "release.exists": Kind(409, _("{number} is drafted already. Publish it or discard it first.")),
    "release.unprotected": Kind(
        409, _("“{table}” cannot go out: with what was published before, a small figure could be computed from it.")
    ),
    "release.unproven": Kind(
        500, _("“{table}” cannot go out: the proof that no small figure can be computed from it does not hold.")
    ),
    "release.second_person": Kind(409, _("Whoever drafted a release cannot approve it. Ask somebody else.")),
    "release.state": Kind(409, _("This release has moved on in the meantime. Look at it again.")),
    "release.stale": Kind(409, _("Another version went out after this one was drafted. Discard it and draft it anew.")),
    "release.unreadable": Kind(422, _("“{file}” is no release or correction as it is published here.")),
    "release.not_generated": Kind(409, _("An example is made from the demo only. Set QIANSHAO_DATA to a demo.")),
    "demo.not_empty": Kind(
        409, _("There are real data here, and the demo will not mix with them. Set QIANSHAO_DATA to another directory.")
    ),
    "busy": Kind(503, _("Too much at once. Nothing was lost; try again in {seconds} seconds.")),
    "internal": Kind(500, _("Something broke on our side. It has been noted. Nothing that was confirmed is lost.")),
    # the map of the day
    "outlines.none": Kind(422, _("There are no outlines in this file. It must be a GeoJSON FeatureCollection.")),
    "outlines.code": Kind(
        422, _("Feature {number} has no code of a division of 6, 9 or 12 digits in any of: {field}. Name the property.")
    ),
    "outlines.shape": Kind(
        422,
        _("Feature {number} ({division}) is no Polygon or MultiPolygon of longitudes and latitudes in China. Correct it."),
    ),
}


class Problem(Exception):
    """One thing that is wrong, for the person who reads it."""

    def __init__(self, code: str, *, field: str = "", **values: Any) -> None:
        self.kind = CATALOGUE[code]
        self.code, self.field, self.values = code, field, values
        super().__init__(code)

    @property
    def status(self) -> int:
        return self.kind.status

    @property
    def sentence(self) -> str:
        from django.utils.translation import gettext  # rules raise problems, and know no Django

        return gettext(self.kind.sentence).format_map(_Shown(self.values))

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "field": self.field, "message": self.sentence}


class Problems(Exception):
    """Several things that are wrong with one submission; all are said at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))

    @property
    def status(self) -> int:
        return max(problem.status for problem in self.problems)


class _Shown(dict[str, Any]):
    """What a person typed is repeated, but not without end."""

    def __getitem__(self, key: str) -> str:
        text = str(super().__getitem__(key))
        return text if len(text) <= 60 else text[:57] + "…"

    def __missing__(self, key: str) -> str:
        return "…"


def raise_all(problems: list[Problem]) -> None:
    """Nothing when the list is empty; one alone as itself; else all together."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(problems)

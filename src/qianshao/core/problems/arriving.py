"""What arrives cannot be read, or does not fit."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
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
}

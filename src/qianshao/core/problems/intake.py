"""Reports, and the doors by which they come."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
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
}

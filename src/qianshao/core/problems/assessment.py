"""Interviews and appraisals."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
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
}

"""The result letter of an inspection, as Word and as PDF."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from qianshao.documents import queries as documents
from qianshao.documents import word
from qianshao.documents.actions import keep
from qianshao.documents.models import StoredFile
from qianshao.resumption.models import Inspection
from qianshao.resumption.queries.checklists import checklist_of
from qianshao.resumption.queries.inspections import follow_up_of, rule_for, template
from qianshao.resumption.rules import checklists as rules
from qianshao.resumption.rules import letters
from qianshao.resumption.rules.answers import as_read


def write_letter(inspection: Inspection, *, at: datetime) -> StoredFile:
    """As Word: at once, with what was so on the day. Whoever opens a letter that a power cut left unwritten has it
    written then."""
    if inspection.docx:
        return inspection.docx
    inspection.docx = keep(_filled(inspection), kind=word.DOCX, at=at)
    inspection.save(update_fields=["docx"])
    return inspection.docx


def write_pdf(inspection: Inspection, *, at: datetime) -> StoredFile:
    """The same paper as PDF, when it is first asked for: laying it out takes seconds of which a phone has none."""
    if inspection.pdf:
        return inspection.pdf
    letter = documents.content(write_letter(inspection, at=at))
    paper = word.as_pdf(letter, title=f"{inspection.title} {inspection.number}")
    inspection.pdf = keep(paper, kind=word.PDF, at=at)
    inspection.save(update_fields=["pdf"])
    return inspection.pdf


def _filled(inspection: Inspection) -> bytes:
    checklist, rule = (
        checklist_of(inspection.version),
        rule_for(inspection.workplace, localdate(inspection.received_at)),
    )
    score = rules.score(checklist, as_read(inspection.answers))
    outcome, again = rules.Outcome(inspection.outcome), follow_up_of(inspection)
    basis = inspection.basis_text or rule.says(letters.LANGUAGE)
    done = localdate(inspection.done_at)
    signed = {row.side: row for row in inspection.signatures.select_related("file")}
    pictures = {f"signature_{side}": documents.content(row.file) for side, row in signed.items() if row.file}
    refusals = {f"signature_{side}": f"未签字：{row.refused}" for side, row in signed.items() if row.refused}
    values = {
        "issuer": inspection.body.name,
        "title": inspection.title,
        "number": inspection.number,
        "recipient": inspection.workplace.name,
        "visit": letters.visit_in_words(done, inspection.inspectors, "贵单位", basis.rstrip("。.")),
        "result": letters.result_in_words(score, outcome),
        "failings": letters.failings_in_words(score, outcome),
        "remarks": [line.strip() for line in inspection.remarks.splitlines() if line.strip()],
        "demand": letters.demand_in_words(outcome, again.planned_for if again else None),
        "effect": rule.effect[letters.LANGUAGE],
        "signature_inspector": "—",
        "signature_employer": "—",
        "day": letters.day_in_words(done),
        "phone": inspection.body.phone or "—",
    }
    return word.fill(template(), values | refusals, pictures=pictures)

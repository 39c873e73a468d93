"""Interviews, codes and sheets as plain values, for the shell and the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language

from qianshao.assessment.models import Coding, Decision, Interview, Nature
from qianshao.assessment.queries.indicators import Counts
from qianshao.assessment.rules.appraisal.comparing import Standing
from qianshao.assessment.wording import READINGS, doubt
from qianshao.registry.models import Body


def interview_as_dict(row: Interview) -> dict[str, Any]:
    turns = row.turns.select_related("speaker", "call").order_by("n")
    mentions = row.mentions.select_related("body", "workplace").order_by("-times", "pk")
    return {
        "number": row.number,
        "stored": True,
        "title": row.title,
        "event_date": row.event_date,
        "date": row.held_on,
        "place": {"code": row.place.code, "name": row.place.name} if row.place else None,
        "bodies": [
            {
                "name": one.name,
                "written": one.written,
                "kind": one.kind,
                "times": one.times,
                "body": {"number": one.body.number, "name": one.body.name} if one.body else None,
                "workplace": {"id": one.workplace.pk, "name": one.workplace.name} if one.workplace else None,
                "settled": one.settled,
            }
            for one in mentions
        ],
        "calls": [
            {"n": call.n, "label": call.label, "with": call.partner, "body": call.body.name if call.body else None}
            for call in row.calls.select_related("body").order_by("n")
        ],
        "speakers": [
            {"name": one.name, "written": one.written, "body": one.body.name if one.body else None}
            for one in row.speakers.select_related("body").order_by("pk")
        ],
        "turns": [
            {
                "n": turn.n,
                "call": turn.call.n,
                "speaker": turn.speaker.name if turn.speaker else "",
                "text": turn.text,
                **({} if turn.at is None else {"at": turn.at}),
            }
            for turn in turns
        ],
        "unsure": doubts_of(row),
        "parts": [{"part": part, "text": row.text[start:end], "turn": turn} for part, start, end, turn in row.spans],
    }


def doubts_of(row: Interview) -> list[str]:
    """In words: what was unsure when it was read, and which names the registry does not settle."""
    said = [doubt(one["code"], one["about"]) for one in row.doubts]
    if row.place is None:
        said.append(doubt("no_place"))
    return said + [doubt("body", one.name) for one in row.mentions.filter(settled=False).order_by("-times", "pk")]


def coding_as_dict(one: Coding) -> dict[str, Any]:
    """``decisions``: what each coder said of it, in the order in which they did."""
    return {
        "id": one.pk,
        "code": one.code,
        "codebook": one.codebook,
        "turn": one.turn.n,
        "start": one.start,
        "end": one.end,
        "text": one.turn.text[one.start : one.end],
        "origin": one.origin,
        "why": one.why,
        "decisions": [
            {"coder": _coder(each), "verdict": each.verdict, "memo": each.memo, "at": each.at}
            for each in one.decisions.all()
        ],
    }


def _coder(one: Decision) -> str:
    return one.person.username if one.person else one.coder_name


def counts_as_dict(body: Body, first: Any, last: Any, counts: Counts) -> dict[str, Any]:
    language = get_language()
    return {
        "body": {
            "number": body.number,
            "name": body.name,
            "level": body.get_level_display(),
            "territory": body.territory_id,
        },
        "period": {"from": first, "to": last},
        "cut_off": counts.cut_off,
        "definitions": counts.version,
        "natures": [
            {
                "nature": nature.value,
                "name": str(nature.label),
                "readings": {whose: str(text) for whose, text in READINGS[nature].items()},
                "indicators": [
                    {
                        **asdict(figure),
                        "name": one.name(language),
                        "definition": one.definition(language),
                        "better": one.better,
                        "among": _among(counts.standing(one.code)),
                    }
                    for one, figure in counts.of(nature)
                ],
            }
            for nature in Nature
        ],
        "baseline": [
            {
                "code": question.code,
                "question": question.text(language),
                "said_in_2020": question.said(language),
                "rests_on": question.rests_on,
                "yes": yes,
            }
            for question, yes in counts.baseline()
        ],
    }


def _among(standing: Standing | None) -> dict[str, Any] | None:
    """Beside comparable bodies: what they show together, and the limits for this size."""
    if standing is None:
        return None
    return {
        "bodies": standing.among.bodies,
        "share": round(standing.among.share, 4),
        "limits_95": [round(limit, 4) for limit in standing.usual],
        "limits_99_8": [round(limit, 4) for limit in standing.far],
        "where": standing.where,
        "small": standing.small,
    }

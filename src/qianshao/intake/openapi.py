"""What the API's description says about bodies that ``parsing`` reads."""

from __future__ import annotations

from typing import Any

from qianshao.intake import parsing
from qianshao.intake.rules import daily
from qianshao.policy import loading, reporting

Json = dict[str, Any]

DAY: Json = {"type": "string", "format": "date", "description": "Today or a day that has passed, in China's time."}
KEY: Json = {
    "type": "string",
    "maxLength": parsing.LONGEST_KEY,
    "description": "The same as the header Idempotency-Key, for senders that cannot set one.",
}
HEADER: Json = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": parsing.LONGEST_KEY},
    "description": "Makes a repeated sending harmless: the same key and content get the same receipt. A UUID is good.",
}


def bulk() -> Json:
    """The body is read line by line; its description is that of one report."""
    text = {"schema": {"type": "string", "description": "A report on each line, with the fields of POST /reports."}}
    return {"requestBody": {"required": True, "content": {"application/x-ndjson": text, "text/csv": text}}}


def daily_report() -> Json:
    properties = {
        "workplace": {
            "oneOf": [{"type": "integer"}, {"type": "string"}],
            "description": "The workplace's number, or its unified social credit code.",
        },
        "day": DAY,
        "source": {
            "enum": ["union", "employer", "federation"],
            "description": "In whose name; by default the sender's own.",
        },
        "key": KEY,
        "all_clear": {
            "type": "boolean",
            "description": f"true states 0 for {', '.join(daily.ZERO_WHEN_WELL)} where they are not given.",
        },
        "headcount": _count(),
        **{name: _count() for name in (*daily.OF_PEOPLE, *daily.OF_THINGS)},
        **{name: {"type": "boolean"} for name in daily.MEASURES},
        "remarks": {"type": "string", "maxLength": daily.LARGEST_REMARK, "description": "No names of people."},
        "named": {"type": "array", "items": {"enum": sorted(loading.in_force().categories)}},
    }
    return _body(properties, required=["workplace", "day", "headcount"])


def observation() -> Json:
    workers = [code for code, one in loading.in_force().categories.items() if one.workers_may_report]
    properties = {
        "link": {"type": "string", "description": "The last part of the address on the poster: …/w/LINK/"},
        "category": {"enum": sorted(workers)},
        "text": {"type": "string", "maxLength": daily.LARGEST_REMARK, "description": "No names of people."},
        "day": DAY,
        "key": KEY
        | {"minLength": parsing.SHORTEST_SECRET_KEY, "description": "Random, and kept secret by the sender."},
        "proof": {"type": "string", "description": "Of work, in a flood: see above."},
        "pass_over": {
            "type": "boolean",
            "description": "The union body closest to the workplace is part of the problem: the next above gets it.",
        },
    }
    return _body(properties, required=["link", "category", "day"])


def _count() -> Json:
    return {"type": "integer", "minimum": 0, "maximum": reporting.in_force().largest_headcount}


def _body(properties: Json, required: list[str]) -> Json:
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {
        "parameters": [HEADER],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }

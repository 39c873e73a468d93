from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.intake import parsing
from qianshao.policy import checkreading
from qianshao.policy.checklists import Checklist
from qianshao.registry import queries as registry
from qianshao.registry.doors import Requires, asker_of
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions
from qianshao.resumption.models import Inspection, InspectionState
from qianshao.resumption.queries import checklists
from qianshao.resumption.queries import inspections as queries
from qianshao.resumption.rules import answers
from qianshao.resumption.rules import checklists as rules

router = Router(tags=["inspections"])
LARGEST_PAGE = 200
LONGEST_KEY = 80


class Paged(Schema):
    state: str = ""
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class PlanIn(Schema):
    """``workplace`` by its number; ``body`` is needed only for who belongs to several."""

    workplace: int = Field(ge=1, le=2**31 - 1)
    day: date
    basis: str
    checklist: str = ""
    body: int | None = Field(None, ge=1, le=2**31 - 1)


class ResultIn(Schema):
    """What was found. ``answers`` by "item.measure", and "item.absent" where there is nothing of the kind; signatures
    are drawn on a phone, here one says by whom the paper is signed or why not."""

    key: str = Field(min_length=1, max_length=LONGEST_KEY)
    version: str
    inspectors: list[str] = Field(max_length=20)
    done_at: datetime | None = None
    refused: bool = False
    remarks: str = ""
    answers: dict[str, bool | float | str] = Field(default_factory=dict, max_length=500)
    unsigned: dict[str, str] = Field(default_factory=dict, max_length=2)


def scope_of(request: HttpRequest) -> Scope:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.get("/checklists", auth=Requires(Ability.SEE_INSPECTIONS), summary="The checklists in force")
def list_checklists(request: HttpRequest) -> list[dict[str, Any]]:
    """What is measured, from which value on it fails, and what law or guideline says so."""
    return [as_dict(one) for one in checkreading.in_force().values()]


@router.get("/inspections", auth=Requires(Ability.SEE_INSPECTIONS), summary="Inspections, the newest first")
def list_inspections(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    found = queries.inspections(scope_of(request)).order_by("-id")
    if asked.state in InspectionState.values:
        found = found.filter(state=asked.state)
    rows = found[asked.offset : asked.offset + asked.limit]
    return {"total": found.count(), "inspections": [brief(row) for row in rows]}


@router.get("/inspections/{pk}", auth=Requires(Ability.SEE_INSPECTIONS), summary="One inspection, with its findings")
def get_inspection(request: HttpRequest, pk: int) -> dict[str, Any]:
    return whole(queries.inspection(scope_of(request), pk))


@router.post("/inspections", auth=Requires(Ability.INSPECT), summary="Plan a visit")
def plan(request: HttpRequest, given: PlanIn) -> dict[str, Any]:
    scope = scope_of(request)
    place = registry.workplace(scope, given.workplace)
    bodies = queries.bodies_to_inspect(scope)
    body = next((one for one in bodies if given.body in (None, one.pk)), None)
    if body is None:
        raise Problem("inspection.body", field="body")
    row = actions.plan(
        place,
        body,
        checklists.checklist_for(place, clock.today(), given.checklist),
        given.day,
        basis=given.basis,
        lead_id=asker_of(request).actor.person_id,
        actor=asker_of(request).actor,
        via=Via.API,
        at=clock.now(),
    )
    return brief(row)


@router.post("/inspections/{pk}/result", auth=Requires(Ability.INSPECT), summary="Send the result of a visit, once")
def submit(request: HttpRequest, pk: int, given: ResultIn) -> dict[str, Any]:
    """The same key with the same content again is the same result; other content is refused."""
    row = queries.own_inspection(scope_of(request), pk)
    key = parsing.checked_key(given.key, shortest=1)
    done_at = given.done_at if given.done_at and given.done_at.tzinfo else clock.now()
    checklist = checklists.checklist_of(row.version)
    done = actions.submit(
        row,
        actions.Result(
            answers=answers.Answers() if given.refused else answers.read(checklist, given.answers),
            version=given.version,
            inspectors=actions.inspectors_of("\n".join(given.inspectors)),
            done_at=done_at,
            key=f"{asker_of(request).actor.person_id}:{key}",
            refused=given.refused,
            remarks=given.remarks,
            signatures={side: why for side, why in given.unsigned.items() if side in ("inspector", "employer")},
        ),
        actor=asker_of(request).actor,
        via=Via.API,
        at=clock.now(),
    )
    return whole(done.inspection) | {"repeated": done.repeated}


def brief(row: Inspection) -> dict[str, Any]:
    return {
        "id": row.pk,
        "workplace_id": row.workplace_id,
        "workplace": row.workplace.name,
        "township": row.township_code,
        "body": row.body.name,
        "basis": row.basis,
        "planned_for": row.planned_for,
        "state": row.state,
        "done_at": row.done_at,
        "outcome": row.outcome,
        "number": row.number,
        "version": row.version_id,
        "follows": row.follows_id,
    }


def whole(row: Inspection) -> dict[str, Any]:
    checklist = checklists.checklist_of(row.version)
    score = rules.score(checklist, answers.as_read(row.answers))
    is_seen = row.state == InspectionState.DONE and row.outcome != "refused"
    return brief(row) | {
        "met": score.met if is_seen else None,
        "asked": score.asked if is_seen else None,
        "not_looked_at": score.unseen if is_seen else None,
        "failing": [failing(one) for one in score.failings] if is_seen else [],
        "remarks": row.remarks,
    }


def failing(one: rules.Failing) -> dict[str, Any]:
    """Never a bare number: what, how badly, by which rule."""
    return {
        "item": one.item.code,
        "name": one.item.names,
        "critical": one.item.critical,
        "category": one.item.category,
        "measure": one.measure.code,
        "found": one.value,
        "limit": {one.measure.limit.value: one.measure.threshold},
        "unit": one.measure.unit,
        "badness": round(one.badness, 3),
        "basis": one.item.basis,
    }


def as_dict(checklist: Checklist) -> dict[str, Any]:
    return {
        "code": checklist.code,
        "version": checklist.version,
        "name": checklist.names,
        "items": [
            {
                "code": item.code,
                "number": item.number,
                "name": item.names,
                "critical": item.critical,
                "optional": item.optional,
                "category": item.category,
                "basis": item.basis,
                "measures": [
                    {
                        "code": one.code,
                        "name": one.names,
                        "unit": one.unit,
                        "limit": {one.limit.value: one.threshold},
                    }
                    for one in item.measures
                ],
            }
            for item in checklist.items.values()
        ],
    }

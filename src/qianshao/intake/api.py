"""Reports through the JSON API. The bodies are read by ``parsing``, so that everything wrong is said at once."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from qianshao.accounts.doors import ANYBODY, Requires, actor_of, membership_of
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.intake import actions, bulk, export, openapi, parsing, queries
from qianshao.intake.models import Channel, DailyReport
from qianshao.intake.rules import daily, flood, receipts
from qianshao.policy import loading, reporting
from qianshao.registry.scope import Ability, Scope

router = Router(tags=["reports"])

PAGE, LARGEST_PAGE = 100, 500
KEY = "Idempotency-Key"


class Receipt(Schema):
    """What is on disk now. ``repeated``: it was there before, and nothing was written."""

    receipt: str
    workplace: int
    day: date
    revision: int
    all_clear: bool
    dangers: list[str]
    repeated: bool
    received_at: datetime


class SecretReceipt(Schema):
    """16 digits that are shown once: whoever has them can follow the report."""

    receipt: str


class Report(Schema):
    """A daily report; a number that is null was not stated."""

    id: int
    receipt: str
    workplace: int
    workplace_name: str
    township: str
    day: date
    source: str
    revision: int
    channel: str
    received_at: datetime
    all_clear: bool
    dangers: list[str]
    numbers: dict[str, int | bool | str | None]


class Reports(Schema):
    """One page. ``next`` is the ``after`` of the next one; null on the last."""

    items: list[Report]
    next: int | None


class Exported(Schema):
    """Each row by the headings of the form. ``missing``: workplaces without a report."""

    form: str
    day: date
    missing: int
    rows: list[dict[str, str | int | None]]


class Refusal(Schema):
    """One thing that was wrong, in the language of Accept-Language."""

    code: str
    field: str
    message: str


class Refused(Schema):
    """Nothing was written."""

    problems: list[Refusal]


class Verdict(Schema):
    """What became of a line."""

    line: int
    status: int
    receipt: str | None = None
    problems: list[Refusal] | None = None


REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422})


@router.post(
    "/reports",
    auth=Requires(Ability.FILE_REPORTS),
    response={200: Receipt, 201: Receipt, REFUSED: Refused},
    summary="File a daily report",
    openapi_extra=openapi.daily_report(),
)
def file_report(request: HttpRequest) -> Status[Receipt]:
    """201 when it was written, 200 when it was there before: the same key, or the same content."""
    draft = parsing.daily_report(
        body_of(request),
        header_key=request.headers.get(KEY, ""),
        today=clock.today(),
        policy=reporting.in_force(),
        categories=frozenset(loading.in_force().categories),
    )
    submission = _submission(request, draft)
    filed = actions.file_daily_report(submission, actor=actor_of(request), via=Via.API, at=clock.now())
    return Status(200 if filed.repeated else 201, _receipt(filed))


@router.post(
    "/reports/bulk",
    auth=Requires(Ability.FILE_REPORTS),
    response={200: list[Verdict], REFUSED: Refused},
    summary="File many daily reports",
    openapi_extra=openapi.bulk(),
)
def file_reports(request: HttpRequest) -> HttpResponse:
    """NDJSON, or CSV with `Content-Type: text/csv`: a line for each report, of up to 12 MB together. The answer is
    NDJSON as well: for each line its number, 201 (written), 200 (was there before) or what was wrong with it."""
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    sender = bulk.Sender(
        scope=request.auth,  # type: ignore[attr-defined]
        source_of=lambda wanted: queries.source_for(membership, wanted),
        keys=str(membership.person_id),
        person_id=membership.person_id,
        channel=Channel.API,
        actor=actor_of(request),
        via=Via.API,
    )
    lines = bulk.rows if request.content_type == "text/csv" else bulk.ndjson
    verdicts = bulk.file(lines(cast(BinaryIO, request)), sender, today=clock.today(), at=clock.now())
    said = b"".join(json.dumps(one.as_dict(), ensure_ascii=False).encode() + b"\n" for one in verdicts)
    return HttpResponse(said, content_type="application/x-ndjson; charset=utf-8")


@router.get("/reports", auth=Requires(Ability.SEE_BOARD), response=Reports, summary="The reports of a day")
def list_reports(
    request: HttpRequest,
    day: date,
    territory: Annotated[str, Field(pattern=r"^\d{0,12}$")] = "",
    after: Annotated[int, Field(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Reports:
    """Of every workplace and source the newest revision, in the order in which they were filed."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    rows = list(queries.that_count(scope, day=day, territory=territory[:9]).filter(pk__gt=after)[: limit + 1])
    page = rows[:limit]
    return Reports(items=[_report(row) for row in page], next=page[-1].pk if len(rows) > limit else None)


@router.get("/exports", auth=Requires(Ability.SEE_BOARD), response=Exported, summary="A day in the authority's form")
def export_day(
    request: HttpRequest,
    form: str,
    day: date,
    territory: Annotated[str, Field(pattern=r"^\d{0,12}$")] = "",
    workplace: Annotated[int | None, Field(gt=0, lt=2**63)] = None,
) -> Exported:
    """A row for each workplace, also for those that have not reported; their figures are null. Only the union's own
    reports: an authority's figures do not come back to it. As XLSX or CSV: the page /reports/export/."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    wanted = export.form_named(form)
    made = export.of_day(scope, wanted, day=day, territory=territory[:9], workplace=workplace)
    return Exported(form=wanted.name, day=day, missing=made.missing, rows=list(export.as_rows(made)))


@router.post(
    "/observations",
    auth=None,
    response={201: SecretReceipt, REFUSED: Refused},
    summary="Report a danger without an account",
    openapi_extra=openapi.observation(),
)
def report_danger(request: HttpRequest) -> Status[SecretReceipt]:
    """For whoever holds the link of a workplace. Nothing about the sender is kept, and nobody is logged in.

    In a flood of reports one is kept aside for a person to look at, unless it has a `proof`: a text with which SHA-256
    over `key:proof` begins with sixteen zero bits, and with one more for each doubling of the flood."""
    known = loading.in_force().categories.values()
    draft = parsing.observation(
        body_of(request),
        header_key=request.headers.get(KEY, ""),
        today=clock.today(),
        policy=reporting.in_force(),
        categories=frozenset(category.code for category in known if category.workers_may_report),
    )
    place, at = queries.workplace_of_link(draft.link), clock.now()
    pressure = queries.pressure(place, at)
    reported = actions.report_danger(
        workplace=place,
        category=draft.category,
        text=draft.text,
        day=draft.day,
        channel=Channel.API,
        via=Via.API,
        at=at,
        key=draft.key,
        aside=not flood.passes(pressure, reporting.in_force(), key=draft.key or "", proof=draft.proof),
        pass_over=draft.pass_over,
    )
    return Status(201, SecretReceipt(receipt=reported.receipt))


report_danger.access = ANYBODY  # type: ignore[attr-defined]


def body_of(request: HttpRequest) -> bytes:
    """No more than the limit and one byte is taken, however much is sent and whatever length it claims."""
    declared = request.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > parsing.LARGEST_BODY:
        raise Problem("body.too_large", limit=f"{parsing.LARGEST_BODY // 1024} KB")
    body: bytes = request.read(parsing.LARGEST_BODY + 1)
    return body


def _submission(request: HttpRequest, draft: parsing.DailyDraft) -> actions.Submission:
    scope: Scope = request.auth  # type: ignore[attr-defined]
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    return actions.Submission(
        workplace=queries.workplace_to_report(scope, draft.workplace),
        day=draft.day,
        source=queries.source_for(membership, draft.source),
        numbers=draft.numbers,
        channel=Channel.API,
        key=f"{membership.person_id}:{draft.key}" if draft.key else None,
        person_id=membership.person_id,
    )


def _receipt(filed: actions.Filed) -> Receipt:
    report = filed.report
    return Receipt(
        receipt=receipts.of_daily_report(report.day, report.pk),
        workplace=report.workplace_id,
        day=report.day,
        revision=report.revision,
        all_clear=report.all_clear,
        dangers=report.dangers,
        repeated=filed.repeated,
        received_at=report.received_at,
    )


def _report(row: DailyReport) -> Report:
    numbers: dict[str, Any] = {name: getattr(row, name) for name in daily.STATED}
    return Report(
        id=row.pk,
        receipt=receipts.of_daily_report(row.day, row.pk),
        workplace=row.workplace_id,
        workplace_name=row.workplace.name,
        township=row.township_code,
        day=row.day,
        source=row.source,
        revision=row.revision,
        channel=row.channel,
        received_at=row.received_at,
        all_clear=row.all_clear,
        dangers=row.dangers,
        numbers=numbers,
    )

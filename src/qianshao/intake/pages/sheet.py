"""A day of many workplaces in one sheet: first what would happen, then the real thing. And the way out: exports."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qianshao.accounts.doors import actor_of, membership_of, page
from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.intake import bulk, export, fields, parsing, queries
from qianshao.intake.channels.sheet import reading
from qianshao.intake.models import Channel, Source
from qianshao.intake.rules import columns, daily
from qianshao.policy import forms, reporting
from qianshao.registry import uploads
from qianshao.registry.rules import sheets
from qianshao.registry.scope import Ability, Scope

FAULTS_SHOWN = 200
OWN, FEED = "own", "feed"
Filing = Callable[..., Iterator[bulk.Verdict]]
LARGEST_TEMPLATE = 5000
"""Rows of an empty sheet."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of a sheet, or what would."""

    rows: int
    filed: int
    repeated: int
    refused: list[bulk.Verdict]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    applied: bool


@page(Ability.FILE_REPORTS)
def upload(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The sheet is kept between the two steps, so that what is filed is what was checked."""
    if request.method != "POST":
        return _form(request, scope)
    try:
        return _second(request, scope) if request.POST.get("step") == "apply" else _first(request, scope)
    except (Problem, Problems) as trouble:
        return _form(request, scope, trouble)


@page(Ability.FILE_REPORTS)
def refused(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """The refused rows with the reasons, to be mended and sent again."""
    return _download(uploads.corrected(token, owner=str(request.user.pk)), export.CSV, "refused.csv")


@page(Ability.FILE_REPORTS)
def template(request: HttpRequest, scope: Scope) -> HttpResponse:
    """An empty sheet with a row for each workplace that has not reported."""
    out = StringIO()
    writer = csv.writer(out)
    names = [name for name in columns.NAMES if name not in ("day", "all_clear")]
    writer.writerow([columns.NAMES[name][0] for name in names])
    for place in queries.not_yet(scope, day=clock.today())[:LARGEST_TEMPLATE]:
        known = {"workplace": place.pk, "credit_code": place.credit_code, "name": place.name}
        writer.writerow([known.get(name, "") for name in names])
    return _download(codecs.BOM_UTF8 + out.getvalue().encode(), export.CSV, "daily-reports.csv")


@page()
def exported(request: HttpRequest, scope: Scope) -> HttpResponse:
    """In the authority's form: of one workplace, of a division, or of all that the asker may see."""
    given = request.GET
    if "form" not in given:
        context = {"forms": forms.in_force().values(), "day": clock.today(), "territory": given.get("territory", "")}
        return render(request, "intake/export.html", context)
    number, territory = given.get("workplace", ""), given.get("territory", "")
    made = export.of_day(
        scope,
        export.form_named(given["form"]),
        day=_day(given.get("day", "")),
        territory=territory if territory.isascii() and territory.isdigit() else "",
        workplace=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None,
    )
    if given.get("format") == "csv":
        return _download(export.as_csv(made), export.CSV, f"{made.name}.csv")
    return _download(export.as_xlsx(made), export.XLSX, f"{made.name}.xlsx")


# --- two steps --------------------------------------------------------------------------------------------


def _first(request: HttpRequest, scope: Scope) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise Problem("field.missing", field="file", label=_("File"))
    kept = uploads.keep(file.read(uploads.LARGEST + 1), source=(file.name or "")[:200], owner=str(request.user.pk))
    return _account(request, scope, kept, bulk.check)


def _second(request: HttpRequest, scope: Scope) -> HttpResponse:
    kept = uploads.find(request.POST.get("upload", ""), owner=str(request.user.pk))
    answer = _account(request, scope, kept, bulk.file)
    uploads.forget(kept)
    return answer


def _account(request: HttpRequest, scope: Scope, kept: uploads.Upload, what: Filing) -> HttpResponse:
    whose, day = _whose(request, scope), _day(request.POST.get("day", ""))
    sheet = reading.read(kept.content)
    well = bool(request.POST.get("well"))
    lines, sender = reading.lines(sheet, scope, day, well=well), _sender(request, scope, whose)
    verdicts = list(what(lines, sender, today=clock.today(), at=clock.now()))
    wrong = [one for one in verdicts if one.problems]
    counts = Counter(one.status for one in verdicts if not one.problems)
    account = Account(len(verdicts), counts[201], counts[200], wrong, sheet.known, sheet.unknown, what is bulk.file)
    if wrong:
        reasons = {one.line: "; ".join(_reason(problem) for problem in one.problems) for one in wrong}
        uploads.keep_corrected(kept, sheets.corrected(sheet.table, reasons, _("reason")))
    shown = [(one.line, _reason(problem)) for one in wrong[:FAULTS_SHOWN] for problem in one.problems]
    context = {"account": account, "faults": shown, "upload": kept, "day": day, "whose": whose, "feed": whose == FEED}
    context["well"] = well
    return render(request, "intake/uploaded.html", context)


def _reason(problem: Problem) -> str:
    label = fields.LABELS.get(problem.field)
    return f"{label}: {problem.sentence}" if label else problem.sentence


def _whose(request: HttpRequest, scope: Scope) -> str:
    """A feed is the authority's, and only those with a territory are handed one."""
    return FEED if request.POST.get("whose") == FEED and scope.territories else OWN


def _sender(request: HttpRequest, scope: Scope, whose: str) -> bulk.Sender:
    membership = membership_of(request)
    if membership is None:
        raise Problem("login.needed")
    source = Source.MANAGEMENT if whose == FEED else queries.sources_of(membership)[0]
    return bulk.Sender(
        scope=scope,
        source_of=lambda wanted: source,
        keys=str(membership.person_id),
        person_id=membership.person_id,
        channel=Channel.FEED if whose == FEED else Channel.SHEET,
        actor=actor_of(request),
        via=Via.WEB,
        partial=whose == FEED,
    )


def _day(text: str) -> date:
    day = parsing.date_of(text) if text else clock.today()
    daily.check_day(day, clock.today(), reporting.in_force())
    return day


def _form(request: HttpRequest, scope: Scope, trouble: Problem | Problems | None = None) -> HttpResponse:
    problems = trouble.problems if isinstance(trouble, Problems) else [trouble] if trouble else []
    context = {
        "problems": problems,
        "day": clock.today(),
        "may_feed": bool(scope.territories),
        "headings": [names[0] for names in columns.NAMES.values()],
    }
    return render(request, "intake/upload.html", context, status=trouble.status if trouble else 200)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

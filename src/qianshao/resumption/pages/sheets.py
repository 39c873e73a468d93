"""Lists of restarts: a dry run, the import, and the review of what is not sure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.paging import page_of
from qianshao.core.problems import Problem, Problems
from qianshao.registry import queries as registry
from qianshao.registry import uploads
from qianshao.registry.doors import asker_of, page
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions, queries, wording
from qianshao.resumption.actions import Sent, Taken
from qianshao.resumption.forms import ListOfRestarts
from qianshao.resumption.models import ListRow
from qianshao.resumption.rules.lists import RESTARTS

PAGE, FAULTS = 25, 100


@page(Ability.CHANGE_REGISTRY)
def import_list(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The list is kept between the two runs, so that what is taken in is what was checked."""
    if request.method != "POST":
        return _form(request, scope, ListOfRestarts())
    if request.POST.get("step") == "apply":
        return _apply(request, scope)
    form = ListOfRestarts(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, scope, form, 422)
    try:
        upload = _received(request, form)
        return _account(request, upload, _import(request, scope, upload, dry_run=True))
    except (Problem, Problems) as trouble:
        form.say(trouble)
        return _form(request, scope, form, trouble.status)


def _apply(request: HttpRequest, scope: Scope) -> HttpResponse:
    try:
        upload = uploads.find(request.POST.get("upload", ""), owner=str(request.user.pk))
        taken = _import(request, scope, upload, dry_run=False)
    except (Problem, Problems) as trouble:
        problems = trouble.problems if isinstance(trouble, Problems) else [trouble]
        return _form(request, scope, ListOfRestarts(), trouble.status, problems)
    uploads.forget(upload)
    return _account(request, upload, taken)


def _form(
    request: HttpRequest, scope: Scope, form: ListOfRestarts, status: int = 200, problems: list[Problem] | None = None
) -> HttpResponse:
    headings = [names[0] for names in RESTARTS.names.values()]
    context = {"form": form, "headings": headings, "problems": problems or [], "sheets": queries.sheets(scope)[:20]}
    return render(request, "resumption/import.html", context, status=status)


def _received(request: HttpRequest, form: ListOfRestarts) -> uploads.Upload:
    """What was said of the list travels with it."""
    given = form.cleaned_data
    file = given["file"]
    day = given["day"].isoformat() if given["day"] else ""
    name = given["source_name"].strip() or Path(file.name).name[: actions.LONGEST_SOURCE]
    said = {"source": given["source"], "name": name, "standing": given["standing"], "day": day}
    return uploads.keep(file.read(uploads.LARGEST + 1), source=json.dumps(said), owner=str(request.user.pk))


def _import(request: HttpRequest, scope: Scope, upload: uploads.Upload, *, dry_run: bool) -> Taken:
    if not scope.territories:
        raise Problem("import.no_territory")
    said = json.loads(upload.source)
    sent = Sent(
        content=upload.content,
        source=said["source"],
        source_name=said["name"],
        within=scope.territories[0],
        standing=said["standing"],
        day=date.fromisoformat(said["day"]) if said["day"] else None,
    )
    return actions.import_list(sent, dry_run=dry_run, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())


def _account(request: HttpRequest, upload: uploads.Upload, taken: Taken) -> HttpResponse:
    context = {
        "taken": taken,
        "states": {str(state): taken.states[state] for state in ListRow.State.values},
        "faults": taken.faults[:FAULTS],
        "upload": upload,
        "name": json.loads(upload.source)["name"],
    }
    return render(request, "resumption/imported.html", context)


# --- the review ---------------------------------------------------------------------------------------------


@page(Ability.CHANGE_REGISTRY)
def review(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Each row that is not sure beside the workplaces that it may be."""
    sheet = queries.sheet(scope, pk)
    waiting = page_of(queries.rows(sheet, open=True), request.GET.get("page"), size=PAGE)
    context = {
        "sheet": sheet,
        "rows": waiting,
        "pairs": [
            (pair, wording.standing(pair.row.standing)) for pair in queries.pairs(scope, list(waiting.object_list))
        ],
        "decided": list(queries.rows(sheet, open=False)[:PAGE]),
    }
    return render(request, "resumption/review.html", context)


@require_POST
@page(Ability.CHANGE_REGISTRY)
def decide(request: HttpRequest, scope: Scope, pk: int, deed: str) -> HttpResponse:
    row = queries.row(scope, pk)
    common: dict[str, Any] = {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}
    try:
        _do(row, deed, request, scope, common)
    except (Problem, Problems) as trouble:
        problems = trouble.problems if isinstance(trouble, Problems) else [trouble]
        for problem in problems:
            messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Line {line}: noted.").format(line=row.line))
    return redirect("resumption:review", row.sheet_id)


def _do(row: ListRow, deed: str, request: HttpRequest, scope: Scope, common: dict[str, Any]) -> None:
    if deed == "accept":
        chosen = request.POST.get("workplace", "")
        if not chosen.isdecimal():
            raise Problem("restart.row_choice", field="workplace")
        actions.accept(row, registry.workplace(scope, int(chosen)), **common)
    elif deed == "reject":
        actions.reject(row, **common)
    elif deed == "new":
        division = request.POST.get("division", "").strip()[:100]
        actions.enter_new(row, division, within=scope.territories[0], **common)
    elif deed == "undo":
        actions.undo(row, **common)
    else:
        raise Problem("not_found")

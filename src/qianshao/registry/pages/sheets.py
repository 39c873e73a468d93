"""Importing lists of workplaces: a dry run that tells what each row would do, then the real one."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.registry import uploads
from qianshao.registry.actions.workplacelists import Imported, import_workplaces
from qianshao.registry.doors import asker_of, page
from qianshao.registry.forms import Sheet
from qianshao.registry.rules.columns import HEADINGS
from qianshao.registry.scope import Ability, Scope

FAULTS_SHOWN = 200


@page(Ability.CHANGE_REGISTRY)
def import_sheet(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The sheet is kept between the two runs, so that what is imported is what was checked."""
    if request.method != "POST":
        return _form(request, Sheet())
    if request.POST.get("step") == "apply":
        return _apply(request, scope)
    form = Sheet(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        upload = _received(request, form)
        return _account(request, upload, _import(request, scope, upload, dry_run=True))
    except (Problem, Problems) as trouble:
        form.say(trouble)
        return _form(request, form, trouble.status)


def _apply(request: HttpRequest, scope: Scope) -> HttpResponse:
    try:
        upload = uploads.find(request.POST.get("upload", ""), owner=str(request.user.pk))
        return _account(request, upload, _import(request, scope, upload, dry_run=False))
    except (Problem, Problems) as trouble:
        problems = trouble.problems if isinstance(trouble, Problems) else [trouble]
        return _form(request, Sheet(), trouble.status, problems)


def _form(request: HttpRequest, form: Sheet, status: int = 200, problems: Sequence[Problem] = ()) -> HttpResponse:
    context = {"form": form, "headings": _headings(), "problems": problems}
    return render(request, "registry/import.html", context, status=status)


def _received(request: HttpRequest, form: Sheet) -> uploads.Upload:
    file = form.cleaned_data["file"]
    source = form.cleaned_data["source"].strip() or Path(file.name).name[:200]
    return uploads.keep(file.read(uploads.LARGEST + 1), source=source, owner=str(request.user.pk))


def _import(request: HttpRequest, scope: Scope, upload: uploads.Upload, *, dry_run: bool) -> Imported:
    if not scope.territories:
        raise Problem("import.no_territory")
    return import_workplaces(
        upload.content,
        source=upload.source,
        within=scope.territories[0],
        reason_heading=_("reason"),
        dry_run=dry_run,
        actor=asker_of(request).actor,
        via=Via.WEB,
        at=clock.now(),
    )


def _account(request: HttpRequest, upload: uploads.Upload, account: Imported) -> HttpResponse:
    if account.corrected:
        uploads.keep_corrected(upload, account.corrected)
    if not account.dry_run:
        uploads.forget(upload)
    context = {
        "account": account,
        "faults": account.faults[:FAULTS_SHOWN],
        "more_faults": max(len(account.faults) - FAULTS_SHOWN, 0),
        "upload": upload,
    }
    return render(request, "registry/imported.html", context)


@page(Ability.CHANGE_REGISTRY)
def corrected(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """The refused rows with the reasons, to be mended and sent again."""
    return _csv(uploads.corrected(token, owner=str(request.user.pk)), "refused.csv")


@page(Ability.CHANGE_REGISTRY)
def template(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _csv(codecs.BOM_UTF8 + (",".join(_headings()) + "\r\n").encode(), "workplaces.csv")


def _headings() -> list[str]:
    return [names[0] for names in HEADINGS.values()]


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

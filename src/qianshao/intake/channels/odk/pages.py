"""OpenRosa 1.0, as ODK Collect and KoboCollect speak it: list of forms, form, media, and submission.

A delegate's key stands in the address of the server, as with the "app users" of ODK Central; or it is the password of
HTTP Basic. What Collect sends twice is one report: its instanceID is the key of the sending.
"""

from __future__ import annotations

import csv
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from io import StringIO
from typing import Any
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from qianshao.accounts import queries as accounts
from qianshao.accounts.models import Membership
from qianshao.core import clock
from qianshao.core.actor import person
from qianshao.core.problems import Problem, Problems
from qianshao.documents.rules import LARGEST_FILE
from qianshao.intake import actions, parsing, queries
from qianshao.intake.channels.odk import forms
from qianshao.intake.channels.odk.parsing import Submitted, submission
from qianshao.intake.models import Channel, DailyReport
from qianshao.intake.rules import receipts
from qianshao.policy import loading, reporting
from qianshao.registry.doors import anybody
from qianshao.registry.scope import Ability, Scope

LARGEST_SUBMISSION = 10 * 1024 * 1024
"""Bytes that a client may send at once; it splits what is larger."""

MOST_PHOTOS = 4
XML_FILE = "xml_submission_file"
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"

Asking = Callable[..., HttpResponse]


def openrosa(view: Asking) -> Asking:
    """Finds out whose key it is; says what went wrong in OpenRosa's own form; sets its headers."""

    @wraps(view)
    def door(request: HttpRequest, token: str = "", **more: Any) -> HttpResponse:
        try:
            membership = accounts.membership_of_token(token or _password(request), clock.now())
            scope = accounts.scope_of(membership, clock.now()) if membership else Scope()
            if membership is None:
                answer = _said(401, Problem("login.needed").sentence)
                answer["WWW-Authenticate"] = 'Basic realm="Qianshao"'
            elif not scope.may(Ability.FILE_REPORTS):
                raise Problem("access.none")
            else:
                answer = view(request, membership, scope, token, **more)
        except Problem as problem:
            answer = _said(problem.status, problem.sentence)
        except Problems as several:
            sentences = " ".join(f"{one.field}: {one.sentence}" for one in several.problems)
            answer = _said(several.problems[0].status, sentences)
        answer["X-OpenRosa-Version"] = "1.0"
        answer["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_SUBMISSION)
        answer["Cache-Control"] = "no-store"
        return answer

    return csrf_exempt(anybody(door))  # type: ignore[return-value]


def _password(request: HttpRequest) -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(text, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


# --- forms ------------------------------------------------------------------------------------------------


@openrosa
def form_list(request: HttpRequest, membership: Membership, scope: Scope, token: str) -> HttpResponse:
    form = _form(membership, scope)
    body = (
        f"<xform><formID>{forms.FORM_ID}</formID><name>前哨日报 Qianshao daily report</name>"
        f"<version>{form.version}</version><hash>{form.hash}</hash>"
        f"<downloadUrl>{_address(request, 'form', token)}</downloadUrl>"
        f"<manifestUrl>{_address(request, 'form_manifest', token)}</manifestUrl></xform>"
    )
    return _xml(f'<xforms xmlns="{LIST}">{body}</xforms>')


@openrosa
def form(request: HttpRequest, membership: Membership, scope: Scope, token: str) -> HttpResponse:
    return _xml(_form(membership, scope).xml)


@openrosa
def manifest(request: HttpRequest, membership: Membership, scope: Scope, token: str) -> HttpResponse:
    body = (
        f"<mediaFile><filename>{forms.WORKPLACES}</filename><hash>{forms.fingerprint(_workplaces(scope))}</hash>"
        f"<downloadUrl>{_address(request, 'form_workplaces', token)}</downloadUrl></mediaFile>"
    )
    return _xml(f'<manifest xmlns="{MANIFEST}">{body}</manifest>')


@openrosa
def workplaces(request: HttpRequest, membership: Membership, scope: Scope, token: str) -> HttpResponse:
    return HttpResponse(_workplaces(scope), content_type="text/csv; charset=utf-8")


def _workplaces(scope: Scope) -> bytes:
    """Those that the asker may report for, as a list to choose from."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "label"])
    for place in queries.workplaces_to_report(scope):
        writer.writerow([place.pk, f"{place.name} · {place.site}" if place.site else place.name])
    return out.getvalue().encode()


def _form(membership: Membership, scope: Scope) -> forms.Form:
    return forms.compiled(list(loading.in_force().categories.values()), _asked(membership, scope))


def _asked(membership: Membership, scope: Scope) -> list[forms.Asked]:
    return [
        forms.Asked(one.body.number, one.body.name, tuple(one.survey), tuple(one.choices))
        for one in queries.questions_for(membership, scope)
    ]


# --- submission -------------------------------------------------------------------------------------------


@openrosa
def submit(request: HttpRequest, membership: Membership, scope: Scope, token: str) -> HttpResponse:
    """201 once the report and the photos that came along are on disk. Photos that come later join their report."""
    if request.method == "HEAD":
        answer = HttpResponse(status=204)
        answer["Location"] = request.build_absolute_uri()
        return answer
    if request.method != "POST":
        raise Problem("not_found")
    xml = request.FILES.get(XML_FILE)
    if xml is None:
        raise Problem("xml.unreadable")
    found = submission(xml.read())
    report = _file(found, membership, scope)
    spoilt = _keep_photos(request, found, report, membership)
    receipt = receipts.of_daily_report(report.day, report.pk)
    return _said(201, " ".join([receipt, *spoilt]))


def _file(found: Submitted, membership: Membership, scope: Scope) -> DailyReport:
    given: dict[str, Any] = dict(found.fields)
    if "named" in given:
        given["named"] = given["named"].split()
    draft = parsing.daily_draft(
        given,
        header_key="",
        today=clock.today(),
        policy=reporting.in_force(),
        categories=frozenset(loading.in_force().categories),
    )
    asked = {one.group: one for one in _asked(membership, scope)}
    answers = {name: forms.typed(asked[name], texts) for name, texts in found.groups.items() if name in asked}
    filed = actions.file_daily_report(
        actions.Submission(
            workplace=queries.workplace_to_report(scope, draft.workplace),
            day=draft.day,
            source=queries.sources_of(membership)[0],
            numbers=draft.numbers,
            channel=Channel.ODK,
            key=f"odk:{membership.person_id}:{found.instance_id}",
            person_id=membership.person_id,
            extra={name: answered for name, answered in answers.items() if answered},
        ),
        actor=person(membership.person_id),
        via=Channel.ODK,
        at=clock.now(),
    )
    return filed.report


def _keep_photos(request: HttpRequest, found: Submitted, report: DailyReport, membership: Membership) -> list[str]:
    """Those that the form names. One that is no picture stops nothing: the report is kept, and this is said."""
    spoilt = []
    for name in found.photos[:MOST_PHOTOS]:
        file = request.FILES.get(name)
        if file is None:
            continue
        try:
            actions.add_photo(
                report, _content(file), actor=person(membership.person_id), via=Channel.ODK, at=clock.now()
            )
        except Problem as problem:
            spoilt.append(f"{name}: {problem.sentence}")
    return spoilt


def _content(file: UploadedFile[Any]) -> bytes:
    return bytes(file.read(LARGEST_FILE + 1))


# --- answers ----------------------------------------------------------------------------------------------


def _address(request: HttpRequest, name: str, token: str) -> str:
    where = reverse(f"intake:odk_{name}", kwargs={"token": token} if token else {})
    return escape(request.build_absolute_uri(where))


def _xml(content: str) -> HttpResponse:
    head = "" if content.startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8"?>'
    return HttpResponse(head + content, content_type="text/xml; charset=utf-8")


def _said(status: int, sentence: str) -> HttpResponse:
    nature = "submit_success" if status == 201 else "submit_error"
    message = f'<message nature="{nature}">{escape(sentence)}</message>'
    answer = _xml(f'<OpenRosaResponse xmlns="{RESPONSE}">{message}</OpenRosaResponse>')
    answer.status_code = status
    return answer

"""The ledger of one workplace: its course, what each source says, and what an officer records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem, Problems
from qianshao.documents import queries as documents
from qianshao.documents.rules import LARGEST_FILE
from qianshao.policy import basis as basis_policy
from qianshao.policy import restarts as policy
from qianshao.policy.basis import Deed
from qianshao.policy.words import told
from qianshao.registry import queries as registry
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Workplace
from qianshao.registry.scope import Ability, Scope
from qianshao.resumption import actions, queries, wording
from qianshao.resumption.actions import Draft
from qianshao.resumption.forms import Stated
from qianshao.resumption.models import Statement, Word
from qianshao.resumption.rules.basis import Basis


@page(Ability.SEE_BOARD)
def ledger(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _show(request, scope, registry.workplace(scope, pk), _form(request))


@require_POST
@page(Ability.HANDLE_CASES)
def record(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What a source says, with its paper; what was typed stays on the page when it cannot be recorded."""
    place = registry.workplace(scope, pk)
    form = _form(request)
    if not form.is_valid():
        return _show(request, scope, place, form, 422)
    try:
        with transaction.atomic():
            _record(request, scope, place, form)
    except (Problem, Problems) as trouble:
        form.say(trouble)
        return _show(request, scope, place, form, trouble.status)
    messages.success(request, _("Recorded. Nothing that was said before has been changed."))
    return redirect("resumption:ledger", pk)


def _form(request: HttpRequest) -> Stated:
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"holds_from": clock.today(), "standing": Word.WORKING}
    rules = policy.in_force().values()
    return Stated(*posted, initial=initial, rules=rules, language=get_language())


def _record(request: HttpRequest, scope: Scope, place: Workplace, form: Stated) -> None:
    given = dict(form.cleaned_data)
    file = given.pop("paper")
    common: dict[str, Any] = {"actor": asker_of(request).actor, "via": Via.WEB, "at": clock.now()}
    if given["standing"] == Word.HELD:
        basis = queries.basis_of(place, list(scope.bodies), clock.today(), Deed.HOLD)
        given["basis"] = tuple(basis.codes) if basis else ()
    row = actions.state(Draft(workplace=place, **given), **common)
    if file:
        actions.add_paper(row, file.read(LARGEST_FILE + 1), name=file.name, **common)


@require_POST
@page(Ability.HANDLE_CASES)
def take_back(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A statement that should not have been recorded; it stays on the page, struck out."""
    row = queries.statement(scope, pk)
    try:
        actions.retract(row, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())
    except Problem as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Taken back. It stays on record and counts no more."))
    return redirect("resumption:ledger", row.workplace_id)


@page(Ability.SEE_BOARD)
def paper(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """To be kept, not shown by the browser as if it were a page of this site."""
    found = queries.paper(scope, pk)
    response = HttpResponse(documents.content(found.file), content_type=found.file.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="paper-{found.pk}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _show(request: HttpRequest, scope: Scope, place: Workplace, form: Stated, status: int = 200) -> HttpResponse:
    book = queries.ledger(place, clock.today())
    context = {
        "workplace": place,
        "book": book,
        "standing": wording.standing(book.effective.standing),
        "course": [(since, wording.standing(word), by) for since, word, by in reversed(book.course)],
        "statements": [(row, _basis(row)) for row in book.statements],
        "conflicts": [(wording.CONFLICTS[one.kind], first, second) for one, first, second in book.conflicts],
        "rule": _rule(book),
        "needs": wording.NEEDS[book.lack.needs] if book.lack else "",
        "basis": [(wording.DEEDS[deed], _told(_of(scope, place, deed))) for deed in Deed],
        "form": form,
        "may_record": scope.may(Ability.HANDLE_CASES),
    }
    return render(request, "resumption/ledger.html", context, status=status)


def _rule(book: queries.Ledger) -> dict[str, str] | None:
    rule, language = book.rule, get_language() or ""
    if rule is None:
        return None
    to, papers = (told(text, language) for text in (rule.to, rule.papers))
    return {"name": rule.name(language), "to": to, "papers": papers, "source": rule.source}


def _of(scope: Scope, place: Workplace, deed: Deed) -> Basis | None:
    return queries.basis_of(place, list(scope.bodies), clock.today(), deed)


def _told(basis: Basis | None) -> dict[str, object] | None:
    if basis is None:
        return None
    language = get_language()
    articles = [(one.name(language), one.text(language), one.argued) for one in basis.articles]
    return {"ground": wording.GROUNDS[basis.ground], "articles": articles}


def _basis(row: Statement) -> list[str]:
    """The ground and the articles of a hold, as they are called now."""
    articles, language = basis_policy.in_force(), get_language()
    return [
        str(wording.GROUNDS.get(code) or (articles[code].name(language) if code in articles else code))
        for code in row.basis
    ]

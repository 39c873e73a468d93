"""The simulation for officers: ask, choose layers, read, take the paper along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from qianshao.core import clock
from qianshao.core.actor import Via
from qianshao.core.problems import Problem
from qianshao.registry.doors import asker_of, page
from qianshao.registry.models import Body
from qianshao.registry.scope import Ability, Scope
from qianshao.scenarios import actions, paper, pictures, queries, story
from qianshao.scenarios.models import KeptRun
from qianshao.simulation.answers import Answer
from qianshao.simulation.reading import shipped, shipped_names

SHOWN = 30


@page(Ability.SEE_BOARD)
def ask(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The question, and what was answered before."""
    problem = None
    if request.method == "POST":
        try:
            run = _ask(request, scope)
            return redirect("scenarios:run", pk=run.pk)
        except Problem as found:
            problem = found
    language = _language()
    context = {
        "scenarios": [(name, shipped(name).titles[language]) for name in shipped_names()],
        "runs": queries.kept(scope)[:SHOWN],
        "count": actions.RUNS,
        "problems": [problem] if problem else [],
    }
    return render(request, "scenarios/ask.html", context, status=problem.status if problem else 200)


def _ask(request: HttpRequest, scope: Scope) -> KeptRun:
    body = get_object_or_404(Body, pk=min(scope.bodies, default=0))
    asked = request.POST.get("scenario", "")
    return actions.ask_and_keep(scope, body, asked, actor=asker_of(request).actor, via=Via.WEB, at=clock.now())


@page(Ability.SEE_BOARD)
def run(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One answer; the layers that are ticked make the combination that is shown."""
    kept, language = queries.kept_run(scope, pk), _language()
    answer = Answer.from_dict(kept.answer)
    asked = "layers" in request.GET
    chosen = [layer for layer in answer.layers if not asked or layer in request.GET.getlist("layer")]
    told = story.tell(answer, kept.place, language, generated=kept.generated)
    context = {
        "run": kept,
        "story": told,
        "layers": [(layer, pictures.title_of(answer, layer, language), layer in chosen) for layer in answer.layers],
        "one": answer.of(chosen),
        "one_row": story.row(answer, answer.of(chosen), language),
        "tiles": story.tiles(answer.of(chosen)),
        "pictures": [(name, told.captions[name]) for name in pictures.NAMES],
    }
    return render(request, "scenarios/run.html", context)


@page(Ability.SEE_BOARD)
def picture(request: HttpRequest, scope: Scope, pk: int, name: str) -> HttpResponse:
    if name not in pictures.NAMES:
        raise Problem("not_found")
    answer = Answer.from_dict(queries.kept_run(scope, pk).answer)
    return HttpResponse(pictures.draw(answer, name, _language()), content_type="image/svg+xml")


@page(Ability.SEE_BOARD)
def on_paper(request: HttpRequest, scope: Scope, pk: int, kind: str) -> HttpResponse:
    if kind not in paper.KINDS:
        raise Problem("not_found")
    kept = queries.kept_run(scope, pk)
    make = paper.as_pdf if kind == "pdf" else paper.as_docx
    response = HttpResponse(make(kept, _language()), content_type=paper.KINDS[kind])
    place = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="qianshao-simulation-{kept.pk}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _language() -> str:
    return "zh-hans" if (get_language() or "").lower().startswith("zh") else "en"

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qianshao.core.problems import Problem
from qianshao.registry.doors import anybody
from qianshao.web import samples

YEAR = 365 * 24 * 3600


@anybody
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html", {"source": getattr(settings, "SOURCE_URL", "")})


@anybody
def style(request: HttpRequest) -> HttpResponse:
    """Every component once, with sample content: for whoever builds pages, and for pictures that are compared."""
    return render(request, "web/style.html", samples.everything())


@anybody
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@anybody
@csrf_exempt  # it changes nothing but the asker's own language, and so needs no cookie before there is one
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie of its own, and go back to where one was."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/"
    response = HttpResponse(status=303, headers={"Location": following})
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


# --- when something went wrong ------------------------------------------------------------------------------


def _refuse(request: HttpRequest, status: int, title: str, problem: Problem | None, sentence: str = "") -> HttpResponse:
    """A page for people, JSON for programs."""
    if request.path.startswith("/api/"):
        said = problem.as_dict() if problem else {"code": str(status), "field": "", "message": sentence}
        return JsonResponse({"problems": [said]}, status=status)
    words = {"title": title, "sentence": problem.sentence if problem else sentence, "status": status}
    if status == 500:  # what broke may be the database, so nothing is asked of it: no session, no account, no clock
        return HttpResponse(render_to_string("500.html", words), status=status)
    return render(request, "web/refusal.html", words, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        limit = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KB"
        return _refuse(request, 413, _("This did not work"), Problem("body.too_large", limit=limit))
    sentence = _("The request could not be read. Go back and try once more.")
    return _refuse(request, 400, _("This did not work"), None, sentence)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(request, 403, _("This is not open to you"), Problem("access.none"))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's check against forged forms failed, nearly always because the page was open for too long."""
    sentence = _("The page was open for too long, or cookies are off. Go back, reload it, and send it once more.")
    return _refuse(request, 403, _("This did not work"), None, sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(request, 404, _("There is no such page"), Problem("not_found"))


def broken(request: HttpRequest) -> HttpResponse:
    return _refuse(request, 500, _("This did not work"), Problem("internal"))

"""People for another program's directory, by SCIM; errors as RFC 7644 writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qianshao.accounts.scim.api import answer
from qianshao.accounts.scim.rules import error
from qianshao.core.problems import Problem
from qianshao.registry.doors import anybody

scim = NinjaAPI(title="Qianshao 前哨: people", version="2", urls_namespace="scim-2", docs_url=None, openapi_url=None)


def _say(problem: Problem) -> HttpResponse:
    kind = {"scim.filter": "invalidFilter", "field.invalid": "invalidValue"}.get(problem.code, "")
    response = answer(error(problem.status, problem.sentence, kind), problem.status)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@scim.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _say(problem)


@scim.exception_handler(AuthenticationError)
def who_are_you(request: HttpRequest, found: AuthenticationError) -> HttpResponse:
    return _say(Problem("login.needed"))


@scim.exception_handler(ValidationError)
def misfit(request: HttpRequest, found: ValidationError) -> HttpResponse:
    name = str(found.errors[0]["loc"][-1])
    sentence = Problem("field.invalid", field=name, value=found.errors[0].get("input", "")).sentence
    return answer(error(400, sentence, "invalidValue"), 400)


@scim.exception_handler(HttpError)
def other(request: HttpRequest, found: HttpError) -> HttpResponse:
    return _say(Problem("not_found"))


@csrf_exempt
@anybody
def elsewhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Addresses that are none here, for programs that read no pages."""
    return _say(Problem("not_found"))


scim.add_router("", "qianshao.accounts.scim.api.router")


def addresses() -> tuple[list[Any], str, str]:
    """Where it answers; also that something cannot be written is then said in JSON, not in the framework's words."""
    patterns, app, space = scim.urls
    for pattern in patterns:
        if pattern.callback:
            pattern.callback = _speaking(pattern.callback)
    return patterns, app, space


def _speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        told = answer(error(405, Problem("scim.read_only").sentence), 405)
        told["Allow"] = response["Allow"]
        return told

    return speaking

"""The JSON API: the routers of all apps, and one way to say what was wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qianshao.core.problems import Problem, Problems

api = NinjaAPI(
    title="Qianshao 前哨",
    version="1",
    urls_namespace="api-1",
    docs_url=None,
    description="Reports in, answers out. Errors are {problems: [{code, field, message}]} in the language asked for.",
)


def _say(problems: list[Problem], status: int) -> HttpResponse:
    return JsonResponse({"problems": [problem.as_dict() for problem in problems]}, status=status)


@api.exception_handler(Problem)
def one_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _say([problem], problem.status)


@api.exception_handler(Problems)
def many_problems(request: HttpRequest, problems: Problems) -> HttpResponse:
    return _say(problems.problems, problems.status)


@api.exception_handler(AuthenticationError)
def who_are_you(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _say([Problem("login.needed")], 401)


@api.exception_handler(ValidationError)
def misfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the declared types of an operation refuse, in the words of the catalogue."""
    found = []
    for item in error.errors:
        name = str(item["loc"][-1])
        if item["type"] == "missing":
            found.append(Problem("field.missing", field=name, label=name))
        else:
            found.append(Problem("field.invalid", field=name, value=item.get("input", "")))
    return _say(found, 422)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "json.broken" if error.status_code == 400 else "not_found"
    return _say([Problem(code, detail="")], error.status_code)


api.add_router("", "qianshao.briefing.api.router")
api.add_router("", "qianshao.briefing.exchange.api.router")
api.add_router("", "qianshao.briefing.exchange.reading.api.router")
api.add_router("", "qianshao.briefing.exchange.upward.api.router")
api.add_router("", "qianshao.intake.api.router")
api.add_router("", "qianshao.casework.api.router")
api.add_router("", "qianshao.resumption.api.router")
api.add_router("", "qianshao.surveillance.api.router")
api.add_router("", "qianshao.scenarios.api.router")
api.add_router("", "qianshao.assessment.api.router")
api.add_router("", "qianshao.registry.api.router")
api.add_router("", "qianshao.accounts.api.router")

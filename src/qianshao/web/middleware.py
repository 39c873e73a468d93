"""What every answer passes: a Problem becomes a page that says it, and pages go out compressed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from qianshao.core.problems import Problem, Problems

Next = Callable[[HttpRequest], HttpResponse]


class ProblemMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The API has its own handlers; everything else that is no Problem is a fault of ours."""
        if isinstance(exception, Problem):
            problems = [exception]
        elif isinstance(exception, Problems):
            problems = exception.problems
        else:
            return None
        status = max(problem.status for problem in problems)
        if request.headers.get("Accept", "") == "application/json":  # a script of ours, which shows it itself
            return JsonResponse({"problems": [problem.as_dict() for problem in problems]}, status=status)
        return render(request, "web/problem.html", {"problems": problems, "status": status}, status=status)


class Compressed(GZipMiddleware):
    """A quarter of the bytes, for phones on a bad network. A stream of events must not wait until it is worth it, and
    packed points hardly become smaller."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(("text/event-stream", "application/octet-stream")):
            return response
        return super().process_response(request, response)

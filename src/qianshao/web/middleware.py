"""Turns a Problem that a page raised into a page that says it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
        return render(request, "web/problem.html", {"problems": problems, "status": status}, status=status)

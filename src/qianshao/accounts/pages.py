from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from qianshao.core.problems import Problem


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise Problem("login.locked", minutes=15)

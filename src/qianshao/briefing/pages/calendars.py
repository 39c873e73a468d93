"""The calendar that a program reads at its secret address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from qianshao.briefing.meetings import calendars
from qianshao.core import clock
from qianshao.registry.doors import anybody


@anybody
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    content = calendars.feed(secret, at=clock.now(), site=request.build_absolute_uri("/"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})

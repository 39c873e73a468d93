"""The same site, with the ordinary operation of ``ceilings`` in place of the API, as granian serves WSGI."""

from __future__ import annotations

from types import ModuleType

from django.core.wsgi import get_wsgi_application
from django.urls import path

from benchmarks.intake.ceilings import api

urls = ModuleType("baseline_urls")
urls.urlpatterns = [path("api/v1/", api.urls)]  # type: ignore[attr-defined]

from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF = urls
settings.MIDDLEWARE = []
application = get_wsgi_application()

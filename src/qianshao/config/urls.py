from __future__ import annotations

from django.urls import include, path

from qianshao.accounts import pages as accounts
from qianshao.config.api import api
from qianshao.config.scim import addresses as scim_addresses
from qianshao.config.scim import elsewhere

urlpatterns = [
    path("", accounts.home, name="home"),
    path("", include("qianshao.web.urls")),
    path("", include("qianshao.accounts.urls")),
    path("", include("qianshao.briefing.urls")),
    path("", include("qianshao.assessment.urls")),
    path("", include("qianshao.scenarios.urls")),
    path("", include("qianshao.surveillance.urls")),
    path("", include("qianshao.casework.urls")),
    path("", include("qianshao.resumption.urls")),
    path("", include("qianshao.intake.urls")),
    path("", include("qianshao.notices.urls")),
    path("", include("qianshao.registry.urls")),
    path("api/v1/", api.urls),
    path("scim/v2/", scim_addresses()),
    path("scim/<path:rest>", elsewhere, name="scim_elsewhere"),
]

handler400 = "qianshao.web.pages.bad_request"
handler403 = "qianshao.web.pages.forbidden"
handler404 = "qianshao.web.pages.not_found"
handler500 = "qianshao.web.pages.broken"

from __future__ import annotations

from django.urls import path

from qianshao.notices import pages

app_name = "notices"
urlpatterns = [
    path("account/notices/", pages.own, name="own"),
    path("account/notices/hours/", pages.choose, name="choose"),
    path("account/notices/browser/", pages.add_browser, name="add_browser"),
    path("account/notices/<int:pk>/<str:deed>/", pages.change, name="change"),
    path("notices/", pages.log, name="log"),
    path("notices/<int:pk>/again/", pages.resend, name="resend"),
    path("notices/worker.js", pages.worker, name="worker"),
]

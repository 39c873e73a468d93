from __future__ import annotations

from django.urls import URLPattern, path

from qianshao.resumption import pages

app_name = "resumption"
urlpatterns: list[URLPattern] = [
    path("restarts/", pages.question, name="question"),
    path("restarts/list/", pages.watch_list, name="watch_list"),
    path("restarts/workplaces/<int:pk>/", pages.ledger, name="ledger"),
    path("restarts/workplaces/<int:pk>/record/", pages.record, name="record"),
    path("restarts/statements/<int:pk>/take-back/", pages.take_back, name="take_back"),
    path("restarts/papers/<int:pk>/", pages.paper, name="paper"),
    path("restarts/import/", pages.import_list, name="import"),
    path("restarts/lists/<int:pk>/", pages.review, name="review"),
    path("restarts/rows/<int:pk>/<slug:deed>/", pages.decide, name="decide"),
]

from __future__ import annotations

from django.urls import path

from qianshao.casework import pages

app_name = "casework"
urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    path("inbox/events/", pages.inbox_events, name="inbox_events"),
    path("cases/", pages.cases, name="cases"),
    path("cases/<str:number>/", pages.case, name="case"),
    path("cases/<str:number>/<str:deed>/", pages.do, name="do"),
    path("commitments/", pages.commitments, name="commitments"),
    path("commitments/<int:pk>/settle/", pages.settle, name="settle"),
    path("answers/", pages.answers, name="answers"),
    path("r/", pages.follow, name="follow"),
]

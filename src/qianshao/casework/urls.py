from __future__ import annotations

from django.urls import path, re_path

from qianshao.casework import pages

app_name = "casework"
urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    path("inbox/events/", pages.inbox_events, name="inbox_events"),
    path("cases/", pages.cases, name="cases"),
    path("cases/<str:number>/", pages.case, name="case"),
    path("cases/<str:number>/letters/", pages.draft, name="draft"),
    path("cases/<str:number>/proposals/<int:pk>/", pages.decide, name="decide"),
    path("cases/<str:number>/identities/<int:pk>/", pages.identity, name="identity"),
    path("cases/<str:number>/<str:deed>/", pages.do, name="do"),
    path("letters/", pages.letters, name="letters"),
    path("letters/<int:pk>/", pages.letter, name="letter"),
    re_path(r"^letters/(?P<pk>\d{1,18})/letter\.(?P<kind>pdf|docx)$", pages.paper, name="paper"),
    path("letters/<int:pk>/<str:deed>/", pages.do_letter, name="do_letter"),
    path("referrals/", pages.referrals, name="referrals"),
    path("referrals/<int:pk>/", pages.referral, name="referral"),
    path("commitments/", pages.commitments, name="commitments"),
    path("commitments/<int:pk>/settle/", pages.settle, name="settle"),
    path("answers/", pages.answers, name="answers"),
    path("sealed-box/", pages.sealed_box, name="sealed_box"),
    path("sealed-box/<str:deed>/", pages.do_sealed_box, name="do_sealed_box"),
    path("needs/", pages.needs, name="needs"),
    path("needs/new/<int:pk>/", pages.new_need, name="new_need"),
    path("needs/<int:pk>/", pages.need, name="need"),
    path("needs/<int:pk>/<str:deed>/", pages.do_need, name="do_need"),
    path("shipments/<int:pk>/lost/", pages.lose, name="lose"),
    path("stock/", pages.stock, name="stock"),
    path("at-work/", pages.at_work, name="at_work"),
    path("at-work/<int:pk>/<str:deed>/", pages.do_at_work, name="do_at_work"),
    path("w/<str:token>/arrived/", pages.arrived, name="arrived"),
    path("watch/", pages.watch, name="watch"),
    path("watch/<int:pk>/", pages.answer_check, name="answer_check"),
    path("r/", pages.follow, name="follow"),
]

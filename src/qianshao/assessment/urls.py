from __future__ import annotations

from django.urls import URLPattern, path

from qianshao.assessment import pages

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    path("appraisals/", pages.appraisals, name="appraisals"),
    path("appraisals/<str:number>/", pages.appraisal, name="appraisal"),
    path("appraisals/<str:number>/paper.<str:kind>", pages.paper, name="appraisal_paper"),
    path("appraisals/<str:number>/compare/", pages.compare, name="compare"),
    path("appraisals/<str:number>/<str:deed>/", pages.do_appraisal, name="do_appraisal"),
    path("interviews/", pages.interviews, name="interviews"),
    path("interviews/import/", pages.import_page, name="import"),
    path("interviews/search/", pages.search, name="search"),
    path("interviews/network/", pages.network, name="network"),
    path("interviews/<str:number>/", pages.interview, name="interview"),
    path("interviews/<str:number>/settle/", pages.settle, name="settle"),
    path("interviews/<str:number>/names/<int:pk>/", pages.settle_name, name="settle_name"),
    path("interviews/<str:number>/coding/", pages.coding, name="coding"),
    path("interviews/<str:number>/questions/", pages.questions, name="questions"),
    path("interviews/<str:number>/coding/propose/", pages.propose, name="propose"),
    path("interviews/<str:number>/coding/add/", pages.add, name="add_code"),
    path("interviews/<str:number>/coding/decide/", pages.decide, name="decide_code"),
    path("interviews/<str:number>/coding/<int:pk>/commit/", pages.commit, name="commit"),
]

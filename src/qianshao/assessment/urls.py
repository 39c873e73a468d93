from __future__ import annotations

from django.urls import URLPattern, path

from qianshao.assessment import pages

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    path("interviews/<str:number>/coding/", pages.coding, name="coding"),
    path("interviews/<str:number>/coding/propose/", pages.propose, name="propose"),
    path("interviews/<str:number>/coding/add/", pages.add, name="add_code"),
    path("interviews/<str:number>/coding/decide/", pages.decide, name="decide_code"),
    path("interviews/<str:number>/coding/<int:pk>/commit/", pages.commit, name="commit"),
]

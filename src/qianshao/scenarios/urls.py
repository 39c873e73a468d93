from __future__ import annotations

from django.urls import path

from qianshao.scenarios import pages

app_name = "scenarios"
urlpatterns = [
    path("simulation/", pages.ask, name="ask"),
    path("simulation/<int:pk>/", pages.run, name="run"),
    path("simulation/<int:pk>/<str:name>.svg", pages.picture, name="picture"),
    path("simulation/<int:pk>/paper.<str:kind>", pages.on_paper, name="paper"),
]

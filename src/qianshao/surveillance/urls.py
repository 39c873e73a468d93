from __future__ import annotations

from django.urls import path

from qianshao.surveillance import pages

app_name = "surveillance"
urlpatterns = [
    path("signals/", pages.signals, name="signals"),
    path("signals/rules/", pages.rules, name="rules"),
    path("signals/<int:pk>/", pages.signal, name="signal"),
    path("signals/<int:pk>/judge/", pages.judge, name="judge"),
    path("signals/<int:pk>/chart.svg", pages.chart, name="chart"),
    path("signals/<int:pk>/map.svg", pages.map_of, name="map"),
]

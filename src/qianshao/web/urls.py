from __future__ import annotations

from django.urls import path

from qianshao.web import pages

app_name = "web"
urlpatterns = [
    path("about/", pages.about, name="about"),
    path("about/style/", pages.style, name="style"),
    path("language/", pages.language, name="language"),
    path("robots.txt", pages.robots, name="robots"),
]

from __future__ import annotations

from django.urls import path

from qianshao.registry.pages import disputes, orders, places, sheets

app_name = "registry"
urlpatterns = [
    path("who/", places.who, name="who"),
    path("workplaces/", places.workplaces, name="workplaces"),
    path("workplaces/<int:pk>/", places.workplace, name="workplace"),
    path("registry/", places.home, name="home"),
    path("registry/bodies/", places.bodies, name="bodies"),
    path("registry/import/", sheets.import_sheet, name="import"),
    path("registry/import/template.csv", sheets.template, name="template"),
    path("registry/import/<str:token>/refused.csv", sheets.corrected, name="corrected"),
    path("registry/disputes/", disputes.disputes, name="disputes"),
    path("registry/disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("registry/disputes/<int:pk>/settle/", disputes.settle, name="settle"),
    path("registry/orders/", orders.orders, name="orders"),
    path("registry/orders/new/", orders.issue_order, name="issue_order"),
    path("registry/orders/<int:pk>/withdraw/", orders.withdraw_order, name="withdraw_order"),
]

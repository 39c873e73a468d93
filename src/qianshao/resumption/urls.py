from __future__ import annotations

from django.urls import URLPattern, path, re_path

from qianshao.resumption import pages
from qianshao.resumption.pages import columns, coverage, initiatives, inspections, people, transport, visits

app_name = "resumption"
urlpatterns: list[URLPattern] = [
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    re_path(r"^inspections/(?P<pk>[0-9]+)/letter\.(?P<kind>pdf|docx)$", inspections.letter, name="inspection_letter"),
    path("inspections/<int:pk>/photos/<int:photo>/", inspections.photo, name="inspection_photo"),
    path("inspections/<int:pk>/signatures/<str:side>/", inspections.signature, name="inspection_signature"),
    path("inspections/<int:pk>/<str:deed>/", inspections.do_inspection, name="do_inspection"),
    path("checklists/<str:code>/", columns.checklist, name="checklist"),
    path("workplaces/<int:pk>/columns/", columns.columns, name="columns"),
    path("workplaces/<int:pk>/columns/visit/", inspections.plan, name="plan"),
    path("workplaces/<int:pk>/columns/<str:source>/", columns.declare, name="declare"),
    path("visit/", visits.visits, name="visits"),
    path("visit/worker.js", visits.worker, name="visit_worker"),
    path("visit/<int:pk>/", visits.visit, name="visit"),
    path("initiatives/", initiatives.initiatives, name="initiatives"),
    path("initiatives/new/", initiatives.new, name="new_initiative"),
    path("initiatives/<int:pk>/", initiatives.initiative, name="initiative"),
    path("initiatives/<int:pk>/<str:deed>/", initiatives.do_initiative, name="do_initiative"),
    path("calls/", initiatives.calls, name="calls"),
    path("calls/<int:pk>/<int:place>/", initiatives.answer, name="answer_call"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/gaps.csv", coverage.export, name="coverage_export"),
    path("coverage/what-if/", coverage.what_if, name="what_if"),
    path("coverage/assign/", coverage.assign, name="assign"),
    path("coverage/workplaces/<int:pk>/", coverage.place, name="covered"),
    path("coverage/workplaces/<int:pk>/<str:deed>/", coverage.decide, name="cover"),
    path("coverage/people/", people.people, name="people"),
    path("coverage/people/new/", people.new, name="new_helper"),
    path("coverage/people/<int:pk>/<str:deed>/", people.change, name="change_helper"),
    path("shared/", transport.shared, name="shared"),
    path("shared/import/", transport.import_shared, name="import_shared"),
    path("shared/<int:pk>/", transport.shared_place, name="shared_place"),
    path("shared/seats/<int:pk>/", transport.seats, name="seats"),
    path("shared/near/<int:pk>/", transport.near, name="near"),
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

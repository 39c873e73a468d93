from __future__ import annotations

from django.urls import include, path

from qianshao.intake.channels.odk import pages as odk
from qianshao.intake.channels.sms import pages as sms
from qianshao.intake.channels.wechat import pages as wechat
from qianshao.intake.pages import correspondents, daily, danger, phone, poster, quarantine, sheet
from qianshao.intake.pages import odk as odk_pages

app_name = "intake"
openrosa = [
    path("formList", odk.form_list, name="odk_form_list"),
    path("form.xml", odk.form, name="odk_form"),
    path("manifest", odk.manifest, name="odk_form_manifest"),
    path("workplaces.csv", odk.workplaces, name="odk_form_workplaces"),
    path("submission", odk.submit, name="odk_submit"),
]
urlpatterns = [
    path("odk/key/<str:token>/", include(openrosa)),
    path("odk/", include(openrosa)),
    path("report/", daily.choose, name="daily"),
    path("report/offline/", phone.offline, name="offline"),
    path("report/account/", phone.account, name="account"),
    path("report/worker.js", phone.worker, name="service_worker"),
    path("report/app.webmanifest", phone.manifest, name="manifest"),
    path("report/sheet/", sheet.upload, name="upload"),
    path("report/sheet/template.csv", sheet.template, name="sheet_template"),
    path("report/sheet/<str:token>/refused.csv", sheet.refused, name="refused_rows"),
    path("reports/export/", sheet.exported, name="export"),
    path("report/odk/", odk_pages.set_up, name="odk"),
    path("registry/questions/", odk_pages.questions, name="questions"),
    path("registry/questions/end/", odk_pages.end, name="end_questions"),
    path("report/messages/", correspondents.own, name="messages"),
    path("report/messages/code/", correspondents.draw, name="draw_code"),
    path("report/messages/<int:pk>/end/", correspondents.end, name="end_sender"),
    path("channels/sms/", sms.form, name="sms"),
    path("channels/sms/rapidpro/", sms.rapidpro, name="rapidpro"),
    path("channels/wechat/", wechat.callback, name="wechat"),
    path("report/<int:pk>/", daily.report, name="report"),
    path("report/<int:pk>/full/", daily.full, name="full"),
    path("reports/<int:pk>/", daily.filed, name="filed"),
    path("report-danger/", danger.find, name="find"),
    path("report-danger/<str:place>/", danger.found, name="danger_at"),
    path("w/<str:token>/", danger.by_link, name="worker"),
    path("w/<str:token>/qr.svg", danger.code, name="code"),
    path("reports/<int:pk>/photos/<int:photo>/", daily.photo, name="photo"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", quarantine.decide, name="decide"),
    path("workplaces/<int:pk>/poster/", poster.poster, name="poster"),
]

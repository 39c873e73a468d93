from __future__ import annotations

from django.urls import path

from qianshao.accounts.pages import entrance, own, people, provider, trail

app_name = "accounts"
urlpatterns = [
    path("login/", entrance.log_in, name="login"),
    path("login/provider/", provider.begin, name="provider"),
    path("login/provider/back/", provider.back, name="provider_back"),
    path("login/provider/code/", provider.code, name="provider_code"),
    path("login/provider/invitation/", provider.invitation, name="provider_invitation"),
    path("logout/", entrance.log_out, name="logout"),
    path("account/", own.own, name="self"),
    path("account/password/", own.password, name="password"),
    path("account/as/<int:pk>/", own.act_as, name="act_as"),
    path("account/second-factor/", own.second_factor, name="second_factor"),
    path("account/second-factor/code.svg", own.second_factor_code, name="second_factor_code"),
    path("account/second-factor/remove/", own.remove_second_factor, name="remove_second_factor"),
    path("account/second-factor/recovery/", own.renew_recovery_codes, name="renew_recovery_codes"),
    path("account/provider/link/", own.link_provider, name="link_provider"),
    path("account/provider/unlink/", own.unlink_provider, name="unlink_provider"),
    path("account/tokens/", own.make_token, name="make_token"),
    path("account/tokens/<int:pk>/revoke/", own.revoke_token, name="revoke_token"),
    path("people/", people.people, name="people"),
    path("people/new/", people.choose_body, name="choose_body"),
    path("people/new/<int:body>/", people.new_person, name="new_person"),
    path("people/new/workplace/<int:pk>/", people.new_delegate, name="new_delegate"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", people.give_role, name="give_role"),
    path("people/<int:pk>/roles/<int:role>/end/", people.end_role, name="end_role"),
    path("people/<int:pk>/<str:deed>/", people.change_person, name="change_person"),
    path("trail/", trail.trail, name="trail"),
]

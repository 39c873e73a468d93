from __future__ import annotations

from django.urls import path

from qianshao.accounts import pages

app_name = "accounts"
urlpatterns = [
    path("login/", pages.log_in, name="login"),
    path("logout/", pages.log_out, name="logout"),
    path("account/", pages.self, name="self"),
    path("account/password/", pages.password, name="password"),
    path("account/as/<int:pk>/", pages.act_as, name="act_as"),
    path("account/second-factor/", pages.second_factor, name="second_factor"),
    path("account/second-factor/code.svg", pages.second_factor_code, name="second_factor_code"),
    path("account/second-factor/remove/", pages.remove_second_factor, name="remove_second_factor"),
    path("account/tokens/", pages.make_token, name="make_token"),
    path("account/tokens/<int:pk>/revoke/", pages.revoke_token, name="revoke_token"),
    path("people/", pages.people, name="people"),
    path("people/new/", pages.new_person, name="new_person"),
    path("people/<int:pk>/<str:deed>/", pages.change_person, name="change_person"),
    path("trail/", pages.trail, name="trail"),
]

from __future__ import annotations

from django.urls import path

from qianshao.briefing.pages import board, costs, day, desk, orders, public, releases, rolls, upward

app_name = "briefing"
urlpatterns = [
    path("board/", board.own_board, name="board"),
    path("board/workplaces/<int:pk>/", board.workplace, name="workplace"),
    path("board/<str:code>/", board.board, name="board_of"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("desk/", desk.desk, name="desk"),
    path("desk/leave/", desk.leave, name="leave_desk"),
    path("desk/<int:pk>/", desk.end, name="end_call"),
    path("day/", day.own_day, name="day"),
    path("day/places/", day.places, name="places"),
    path("day/points/", day.points, name="points"),
    path("day/<str:code>/", day.day, name="day_of"),
    path("roll/", rolls.rolls, name="rolls"),
    path("roll/hours/", rolls.set_hours, name="set_hours"),
    path("roll/<str:code>/", rolls.roll, name="roll"),
    path("upward/", upward.links, name="upward"),
    path("costs/", costs.costs, name="costs"),
    path("costs/limit/", costs.set_limit, name="set_limit"),
    path("releases/", releases.releases, name="releases"),
    path("releases/draft/", releases.draft, name="draft_release"),
    path("releases/<int:pk>/", releases.release, name="release"),
    path("releases/<int:pk>/alert/", releases.alert, name="release_alert"),
    path("releases/<int:pk>/<str:deed>/", releases.do_release, name="do_release"),
    path("public/", public.entrance, name="public"),
    path("public/key.txt", public.key, name="public_key"),
    path("public/dictionary.json", public.dictionary, name="public_dictionary"),
    path("public/files/<str:number>.csv", public.as_csv, name="public_csv"),
    path("public/files/<str:number>.json", public.as_json, name="public_json"),
    path("public/<str:language>/", public.releases, name="public_list"),
    path("public/<str:language>/feed/", public.feed, name="public_feed"),
    path("public/<str:language>/<str:number>/", public.release, name="public_release"),
]

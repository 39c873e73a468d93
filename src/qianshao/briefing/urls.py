from __future__ import annotations

from django.urls import path

from qianshao.briefing.pages import board, costs, desk, orders, upward, webhooks

app_name = "briefing"
urlpatterns = [
    path("board/", board.own_board, name="board"),
    path("board/workplaces/<int:pk>/", board.workplace, name="workplace"),
    path("board/<str:code>/", board.board, name="board_of"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("desk/", desk.desk, name="desk"),
    path("desk/leave/", desk.leave, name="leave_desk"),
    path("desk/<int:pk>/", desk.end, name="end_call"),
    path("webhooks/", webhooks.log, name="webhooks"),
    path("upward/", upward.links, name="upward"),
    path("costs/", costs.costs, name="costs"),
    path("costs/limit/", costs.set_limit, name="set_limit"),
]
